env -i "$IBID" build -q
(ulimit -n 32; simple content/page.md One; ibid build -q)
mkdir ../gone
expect_exit 1 bash -c 'cd ../gone && rmdir ../gone && exec ibid check'
