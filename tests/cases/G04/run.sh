for file in utf16 latin; do expect_fails_with 'help:' ibid source add k ../home/$file.txt; done
[ ! -e seeds/k.md ]
