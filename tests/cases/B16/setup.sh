printf -- '---\ntitle: Caf\xe9\n---\n' > content/page.md
