mkdir -p themes/default/templates
simple content/page.md One
cat > themes/default/templates/topic.html <<'END'
<p>
{% if %}
END
