mkdir -p themes/default/templates

page content/page.md <<< $'---\ntitle: "<img src=x onerror=alert(1)> & \\" \x27"\ndescription: "]]><script>alert(1)</script>"\ndate: 2025-03-05\n---\n\nThe council voted [@newsx].'
echo '<p title="{{ page.title }}">{{ page.title }}</p>' > themes/default/templates/topic.html
