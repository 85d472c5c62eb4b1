mv public www; rm -r .ibid; ln -s www public
simple content/page.md One
