printf -- '---\ntitle: P\n---\n\n- [n]:Z\r\n\t\t' > content/page.md
printf -- '---\ntitle: P\n---\n- [n]:Z\r\n\t\t' > content/page2.md
