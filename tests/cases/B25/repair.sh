rm content/page.md content/bbb*
