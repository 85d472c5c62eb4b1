printf -- '---\ntitle: P\n---\n\n%sx\n' "$(repeat 50000 '>')" > content/page.md
