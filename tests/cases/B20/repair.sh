rm content/case.md
