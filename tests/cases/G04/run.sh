for file in utf16 latin; do ibid source add $file ../home/$file.txt -q; done
[ "$(tail -n 1 seeds/utf16.txt)" = ab ]
[ "$(tail -n 1 seeds/latin.txt)" = café ]
cmp seeds/originals/latin.txt ../home/latin.txt
rm -r seeds/utf16.txt seeds/latin.txt seeds/originals
