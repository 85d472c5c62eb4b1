rm public/page/index.html
