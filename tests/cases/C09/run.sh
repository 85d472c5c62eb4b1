for wait in 0.02 0.05 0.1 0.15 0.2 0.3; do
  ibid build -q & build=$!
  sleep $wait
  kill -9 $build 2>/dev/null || true
  wait $build 2>/dev/null || true
done
ibid build -q
