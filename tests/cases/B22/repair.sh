rm 'content/;).md'
