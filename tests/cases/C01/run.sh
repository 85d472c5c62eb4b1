ibid build -q
for damage in 'truncate -s 40' 'truncate -s 0' "sed -i s/index/jndex/" 'cp /bin/true'; do
  for file in .ibid/manifests/*; do $damage "$file"; done
  ibid build -q
done
