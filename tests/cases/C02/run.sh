for file in .ibid/manifests/*; do sed -i 's/"schema":[0-9]*/"schema":9999/' "$file"; done
simple content/page.md One
ibid build -q
