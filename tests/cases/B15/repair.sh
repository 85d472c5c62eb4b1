rm content/page*.md
