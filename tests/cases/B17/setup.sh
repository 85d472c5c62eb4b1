printf -- '---\ntitle: The vote\n---\n\nA\0B\n' > content/page.md
page content/turn.md <<< $'---\ntitle: The vote\n---\n\nOne \u202etwo.'
