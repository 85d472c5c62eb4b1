ibid build -q
[ -L public ] && [ -f www/page/index.html ]
rm public; mv www public; rm -r .ibid
