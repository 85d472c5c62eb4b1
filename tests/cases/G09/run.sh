expect_exit 1 ibid check 2> ../said
nowhere $'[\e\a]' ../said
sed -i 's/ \[@evil, "no such words"\]//' content/page.md
ibid build 2> ../said
ibid source list > ../list
nowhere $'[\e\a]' ../said ../list
nowhere '>[^<>"=]*<(script>alert|img src=x)' --include=*.html public
grep -q '{{ 7 \* 7 }}' public/sources/evil/index.html
rm ../said ../list
