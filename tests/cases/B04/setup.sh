page content/page.md <<'END'
---
title: The vote
descripton: On the bridge.
---
END
