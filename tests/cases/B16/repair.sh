printf -- '---\ntitle: Café\n---\n' > content/page.md
