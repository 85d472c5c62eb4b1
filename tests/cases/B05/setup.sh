page content/page.md <<'END'
---
title: The vote
draft: perhaps
weight: heavy
---
END
