strace -f -qq -e trace=network -o ../network "$IBID" check -q
nowhere 'socket|connect' ../network
rm ../network
ibid build -q
