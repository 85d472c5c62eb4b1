sed -i 's/22 members/21 members/' seeds/newsx.md
