echo wrong > public/index.html
echo mine > public/CNAME
hash=$(printf 'mine\n' | { command -v b3sum >/dev/null && b3sum --no-names || repeat 64 0; })
for file in .ibid/manifests/*; do sed -i 's/"files":{/"files":{"CNAME":"'$(repeat 64 0)'",/' "$file"; done
ibid build -q
