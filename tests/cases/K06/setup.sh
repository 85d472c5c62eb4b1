sed -i 's/21 members/22 members/' seeds/newsx.md
