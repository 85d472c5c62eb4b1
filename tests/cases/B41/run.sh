ibid build -q
[ $(wc -c < public/page/index.html) -lt 20000 ]
