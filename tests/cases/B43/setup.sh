page content/page.md <<'END'
---
title: Page
---

The council voted [@newxs]. It did[^one].

[^on]: Note.
END
