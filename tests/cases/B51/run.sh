ibid build -q
grep -q '>&lt;img src=x' public/page/index.html
grep -q 'title="&lt;img\|title="<img[^"]*&#34;' public/page/index.html
nowhere '<img src=x|<script>alert' public/atom.xml public/sitemap.xml
