mkdir -p themes/default/templates
simple content/page.md One
cat > themes/default/templates/topic.html <<'END'
<p>{{ page.title }}</p>
<p>{{ page.titel }}</p>
END
