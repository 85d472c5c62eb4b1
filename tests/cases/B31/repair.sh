rm -f content/page*.md
