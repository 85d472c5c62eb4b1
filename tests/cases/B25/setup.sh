page content/page.md <<< $'---\ntitle: Long\nslug: '"$(repeat 300 a)"$'\n---'
simple "content/$(repeat 240 b).md" Long
