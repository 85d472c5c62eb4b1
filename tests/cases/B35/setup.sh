simple content/page.md One
echo mine > public/CNAME
mkdir public/page; echo mine > public/page/index.html
