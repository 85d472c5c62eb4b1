page content/page.md <<'END'
---
title: The vote
title: The ballot
---
END
