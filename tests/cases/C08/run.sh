ibid build -q & one=$!
ibid build -q & other=$!
wait $one
wait $other
