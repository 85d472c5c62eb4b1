echo 'The council voted.' > ../home/a.txt
