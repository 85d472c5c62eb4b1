mkdir -p themes/default/templates
simple content/page.md One
cat > themes/default/templates/topic.html <<'END'
{% for n in range(end=1000000000) %}{{ n }}{% endfor %}
END
