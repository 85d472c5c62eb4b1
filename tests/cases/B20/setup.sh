simple content/Case.md One
simple content/case.md Two
