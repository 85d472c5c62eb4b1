rm -r themes
