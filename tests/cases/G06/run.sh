n=0
for wait in 0 0.002 0.004 0.006 0.008 0.01 0.012 0.015 0.02 0.03 0.04 0.06; do
  n=$((n + 1))
  ibid source add k$n ../home/long.txt --title Long -q & writer=$!
  sleep $wait
  kill -9 $writer 2>/dev/null || true
  wait $writer 2>/dev/null || true
  [ ! -e seeds/k$n.txt ] || [ $(wc -c < seeds/k$n.txt) -gt 5200000 ]
done
rm -f seeds/k*.txt seeds/.k*
