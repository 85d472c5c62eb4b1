simple content/page.md One
ibid build -q
[ -f public/page/index.html ]
rm content/page.md
ibid build -q
[ ! -e public/page ]
