mkdir -p themes/default/templates
