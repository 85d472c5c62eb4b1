mkfifo content/page.md
mknod content/null.md c 1 3 2>/dev/null || ln -s /dev/null content/null.md
