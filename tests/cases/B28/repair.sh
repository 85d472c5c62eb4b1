rm -r content/a.md content/b.md content/deep
