chmod 0444 public/index.html
simple content/page.md One
ibid build -q
chmod 0555 public
expect_fails_with 'check the owner and the permissions' ibid build -q --drafts -u https://example.net/
chmod 0755 public
