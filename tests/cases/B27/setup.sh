ln -s ../../neighbour/letter.md content/page.md
ln -s ../../neighbour content/folder
ln -s /etc/passwd content/secret.txt
