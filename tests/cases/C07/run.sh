sed -i 's/The record/Another record/' ibid.yaml
ibid build -q
grep -q 'Another record' public/index.html
mkdir -p themes/default/templates
echo '<p>{{ page.title }} by hand</p>' > themes/default/templates/home.html
ibid build -q
grep -q 'by hand' public/index.html
rm -r themes
cp -a public ../before
TZ=Pacific/Kiritimati ibid build -q -o ../east
TZ=Pacific/Pago_Pago ibid build -q -o ../west
same ../east ../west
rm -r ../before ../east ../west
ibid build -q
