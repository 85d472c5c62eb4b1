simple content/page.md One
