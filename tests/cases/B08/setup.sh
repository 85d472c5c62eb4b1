printf -- '---\ntitle: The vote\nextra:\n\ta: 1\n---\n' > content/page.md
