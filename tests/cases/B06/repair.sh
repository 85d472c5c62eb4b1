rm content/page.md
