page content/page.md <<< $'---\ntitle: One\ntags: [a b]\n---'
page content/page2.md <<< $'---\ntitle: Two\ntags: [a-b]\n---'
