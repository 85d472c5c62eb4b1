printf -- '---\ntitle: Long\ndescription: %s\n---\n' "$(repeat 300000 x)" > content/page.md
