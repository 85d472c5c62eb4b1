expect_exit 1 ibid check 2> ../said
nowhere $'[\e\a]' ../said
sed -i 's/ \[@evil, "no such words"\]//' content/page.md
ibid build 2> ../said
ibid source list > ../list
nowhere $'[\e\a]' ../said ../list
nowhere '<script>alert|<img src=x' public
rm ../said ../list
