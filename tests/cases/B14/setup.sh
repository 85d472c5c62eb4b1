printf -- '---\ntitle: The vote\n---\n\nFirst *line*.\n\nIt voted to “replace the harbour bridge” [@newsx].\n\n- a\n- b\n' > content/page.md
