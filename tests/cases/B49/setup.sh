mkdir -p themes/default/templates
simple content/page.md One
printf '{{ 1%s }}' "$(repeat 50000 ' + 1')" > themes/default/templates/topic.html
