ln -s ../not-there.md content/page.md
