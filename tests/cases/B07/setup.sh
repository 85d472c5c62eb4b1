page content/page.md <<'END'
---
title: The vote
date: 25-03-04
updated: 4 March 2025
as_of: 2025-03-04T25:00:00
---
END
