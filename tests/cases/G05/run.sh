expect_fails_with 'exists already' ibid source add newsx ../home/a.txt
ibid source add other ../home/a.txt --title 'A vote' -q
cp seeds/other.txt ../home/first
expect_fails_with 'exists already' ibid source add other ../home/a.txt
cmp seeds/other.txt ../home/first
rm seeds/other.txt ../home/first
