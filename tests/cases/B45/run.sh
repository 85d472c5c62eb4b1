ibid build -q
for id in costs costs-2 costs-2-2; do grep -q "id=\"\?$id[\" >]" public/page/index.html; done
