repeat 200000 'A sentence of the source. ' > ../home/long.txt
