rm $'content/cafe\u0301.md'
