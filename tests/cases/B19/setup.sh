simple content/page.md One
page content/page2.md <<< $'---\ntitle: Two\nslug: page\n---'
