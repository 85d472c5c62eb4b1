ibid new topic -q '../../../etc/passwd'
ibid new topic -q $'two\nlines'
ibid new topic -q "$(repeat 300 x)"
ibid new topic -q 'Ship 🚢 ahoy'
for title in con ... ';)' '🚢' ''; do expect_fails_with 'help:' ibid new topic -q "$title"; done
for section in .. ../x a/../b 'a\b'; do expect_fails_with 'help:' ibid new topic -q --section "$section" A ; done
ls -R content
[ ! -e ../etc ] && [ -f content/topics/etc-passwd.md ] && [ -f content/topics/ship-ahoy.md ]
ibid check -q --drafts
rm -r content/topics; rm -rf content/etc
