printf -- '---\ntitle: P\n---\n\n%s\n' "$(repeat 16 '[[a|]]')" > content/page.md
