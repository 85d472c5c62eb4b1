chmod -R u+w .
