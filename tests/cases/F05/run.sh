ibid check --format json >&-
ibid build 2>&-
page content/page.md <<< $'---\ntitle: 1\n---'
for n in $(seq 50); do cp content/page.md content/p$n.md; done
expect_exit 1 ibid check --format json >&-
expect_exit 1 ibid check 2>&-
{ ibid check --format json || true; } | head -c 1 >/dev/null
{ ibid check 2>&1 || true; } | head -c 1 >/dev/null
rm content/p*.md
