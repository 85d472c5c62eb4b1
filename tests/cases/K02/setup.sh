page content/page.md <<< $'---\ntitle: P\n---\n\nThe council voted [@newsx], see [there](https://example.org/x).'
