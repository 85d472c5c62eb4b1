printf '\xff\xfea\0b\0' > ../home/utf16.txt; printf 'caf\xe9' > ../home/latin.txt
