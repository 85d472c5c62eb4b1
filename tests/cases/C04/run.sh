simple content/page.md One
touch -d 2025-01-01T00:00:00 content/page.md
ibid build -q
simple content/page.md Two
touch -d 2025-01-01T00:00:00 content/page.md
ibid build -q
grep -q Two public/page/index.html
