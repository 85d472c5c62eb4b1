rm content/page.md seeds/long.md
