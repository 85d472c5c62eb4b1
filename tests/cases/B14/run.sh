build_as() { ibid build -q -o "../$1"; }
cp content/page.md ../lf
ibid build -q
ibid build -q -o ../out-lf
sed 's/$/\r/' ../lf > content/page.md; ibid build -q -o ../out-crlf
{ printf '\xef\xbb\xbf'; cat ../lf; } > content/page.md; ibid build -q -o ../out-mark
tr '\n' '\r' < ../lf > content/page.md; ibid build -q -o ../out-cr
for form in crlf mark cr; do same ../out-lf ../out-$form; done
{ printf '\xef\xbb\xbf'; sed 's/newsx/nobody/; s/$/\r/' ../lf; } > content/page.md
expect_fails_with 'content/page.md:7:44' ibid check
tr '\n' '\r' < ../lf | sed 's/newsx/nobody/' > content/page.md
expect_fails_with 'content/page.md:7:44' ibid check
mv ../lf content/page.md
rm -r ../out-*
