simple content/page.md One
templates=themes/default/templates
echo '{% extends "topic.html" %}' > $templates/topic.html
expect_fails_with 'the templates extend each other: topic.html' ibid build
rm $templates/topic.html
echo '{% include "b.html" %}' > $templates/a.html
echo '{% include "a.html" %}' > $templates/b.html
expect_fails_with 'a.html → b.html → a.html' ibid build
rm $templates/a.html $templates/b.html
printf '{%% component again() %%}{{ <again/> }}{%% endcomponent again %%}{{ <again/> }}\n' > $templates/topic.html
expect_fails_with 'templates/topic.html' ibid build
rm -r themes
ibid build -q
