rm content/page.md content/folder content/secret.txt
