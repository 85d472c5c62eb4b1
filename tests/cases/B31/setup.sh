simple content/page.md One; chmod 0 content/page.md
page content/page2.md <<< $'---\ntitle: 3\n---'
simple content/closed/page.md Two; chmod 0 content/closed
