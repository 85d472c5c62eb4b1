for signal in INT TERM HUP; do
  (trap - INT; exec setsid ibid build -q) & build=$!
  sleep 0.05
  kill -$signal $build 2>/dev/null || true
  wait $build 2>/dev/null || true
done
ibid build -q
[ -z "$(ls -A .ibid/stage 2>/dev/null)" ]
