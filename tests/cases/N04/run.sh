n=0
for wait in 0 0.001 0.002 0.003 0.004 0.005 0.006 0.008 0.01 0.02 0.03 0.05; do
  n=$((n + 1))
  ibid new topic -q "Page $n" & writer=$!
  sleep $wait
  kill -9 $writer 2>/dev/null || true
  wait $writer 2>/dev/null || true
  file=content/topics/page-$n.md
  [ ! -e $file ] || tail -1 $file | grep -q 'exact words'
done
rm -rf content/topics
