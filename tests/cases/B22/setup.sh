simple 'content/;).md' Smile
simple content/page.md ';)'
