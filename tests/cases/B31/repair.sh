chmod 755 content/closed; rm -rf content/closed content/page*.md
