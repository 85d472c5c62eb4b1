page content/page.md <<< $'---\ntitle: !!python/object:os.system The vote\n---'
page content/page2.md <<< $'---\ntitle: The vote\nextra:\n  <<: {a: 1}\n---'
page content/page3.md <<< $'---\ntitle: !custom The vote\n---'
