rm content/page.md content/null.md
