build_as() { ibid build -q -o "../$1"; }
cp content/page.md ../lf
ibid build -q
ibid build -q -o ../out-lf
sed 's/$/\r/' ../lf > content/page.md; ibid build -q -o ../out-crlf
{ printf '\xef\xbb\xbf'; cat ../lf; } > content/page.md; ibid build -q -o ../out-mark
tr '\n' '\r' < ../lf > content/page.md; ibid build -q -o ../out-cr
cp ../lf content/page.md
# The sources, the settings and the lock as well: what was accepted stays accepted.
mkdir ../texts; cp seeds/* ibid.yaml ibid.lock ../texts
for form in crlf cr; do
  for file in seeds/* ibid.yaml ibid.lock; do
    if [ $form = crlf ]; then sed 's/$/\r/'; else tr '\n' '\r'; fi < "../texts/${file##*/}" > "$file"
  done
  ibid build -q -o ../out-texts-$form
done
cp ../texts/ibid.* .; for file in seeds/*; do cp "../texts/${file##*/}" "$file"; done
for form in texts-crlf texts-cr; do same ../out-lf ../out-$form; done
for form in crlf mark cr; do same ../out-lf ../out-$form; done
{ printf '\xef\xbb\xbf'; sed 's/newsx/nobody/; s/$/\r/' ../lf; } > content/page.md
expect_fails_with 'content/page.md:7:44' ibid check
tr '\n' '\r' < ../lf | sed 's/newsx/nobody/' > content/page.md
expect_fails_with 'content/page.md:7:44' ibid check
mv ../lf content/page.md
rm -r ../out-* ../texts
