page content/page.md <<'END'
---
title: The vote

Text.
END
