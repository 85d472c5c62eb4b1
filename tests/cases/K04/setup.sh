page content/one.md <<< $'---\ntitle: One\naliases: [/two/]\n---'
page content/two.md <<< $'---\ntitle: Two\naliases: [/one/]\n---'
