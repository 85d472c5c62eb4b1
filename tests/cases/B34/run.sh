for folder in / "$HOME" . .. ../.. content content/deep seeds themes .ibid; do
  for force in "" --force; do
    expect_exit 2 ibid build -q $force -o "$folder"
    expect_fails_with 'help: choose a folder of its own' ibid build -q $force -o "$folder"
  done
done
