ln -s b.md content/a.md; ln -s a.md content/b.md
mkdir content/deep; ln -s .. content/deep/up
