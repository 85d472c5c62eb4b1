echo edited > public/index.html
rm public/404.html
