{ printf -- '---\ntitle: Lol\na0: &a0 [lol]\n'
  for n in 1 2 3 4 5 6 7 8 9; do printf 'a%d: &a%d [%s]\n' $n $n "$(repeat 9 "*a$((n - 1)), ")"; done
  echo ---; } > content/page.md
