rm content/one.md content/two.md
