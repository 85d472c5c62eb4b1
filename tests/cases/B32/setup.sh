truncate -s 1G content/page.md
truncate -s 9M seeds/long.md
