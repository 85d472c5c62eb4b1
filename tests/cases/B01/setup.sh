page content/page.md <<'END'
---
date: 2025-03-05
title: "The vote
---

Text.
END
