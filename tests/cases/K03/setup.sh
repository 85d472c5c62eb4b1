page content/page.md <<'END'
---
title: Page
---

See [one](@/nothing.md), [two](#nothing) and [three](@/_index.md#no).

See [four][ref].

[ref]: nowhere.md
END
