simple content/page.md One; chmod 0 content/page.md
page content/page2.md <<< $'---\ntitle: 3\n---'
