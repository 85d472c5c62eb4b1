page content/page.md <<'END'
---
title: The vote
date: 2024-02-30
---
END
