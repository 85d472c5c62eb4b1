sed -i 's/descripton/description/' content/page.md
