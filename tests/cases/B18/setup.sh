cp content/_index.md $'content/caf\xe9.md'
