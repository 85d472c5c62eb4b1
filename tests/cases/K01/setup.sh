rm -r .ibid; chmod -R a-w .
