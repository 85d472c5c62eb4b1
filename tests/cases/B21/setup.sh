simple $'content/caf\u00e9.md' One
simple $'content/cafe\u0301.md' Two
