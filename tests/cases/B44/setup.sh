page content/page.md <<'END'
---
title: Page
---

She said “We will not accept a bridge that shuts twice a day” [@newsx].

He said “never a word of this stands anywhere” [@newsx].
END
