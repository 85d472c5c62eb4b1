sed -i 's/^title: "The vote/title: "The vote"/' content/page.md
