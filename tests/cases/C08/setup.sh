for n in $(seq 40); do simple content/p$n.md "Page $n"; done
