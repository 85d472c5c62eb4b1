rm -r content/con.md content/nul.md content/COM9.md content/lpt5.md 'content/a:b.md' content/end..md content/aux
