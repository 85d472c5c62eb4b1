for n in $(seq 100); do simple content/p$n.md "Page $n"; done
