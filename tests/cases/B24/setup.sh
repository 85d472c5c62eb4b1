for name in con nul COM9 lpt5 'a:b' 'end.'; do simple "content/$name.md" Name; done
mkdir -p content/aux; simple content/aux/_index.md Aux
