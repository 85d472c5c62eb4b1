{ printf -- '---\ntitle: P\n---\n\n'; for cell in a - b; do printf '|%s\n' "$(repeat 10000 "$cell|")"; done; } > content/page.md
