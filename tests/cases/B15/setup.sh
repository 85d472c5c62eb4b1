: > content/page.md
printf '\n  \n' > content/page2.md
