rm content/page2.md
