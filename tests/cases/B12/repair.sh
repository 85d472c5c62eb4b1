rm content/page*.md
grep -q '<h1[^>]*>no<' public/no/index.html || true
