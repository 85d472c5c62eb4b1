printf -- '---\ntitle: Deep\nextra: %s\n---\n' "$(repeat 20000 '[')" > content/page.md
