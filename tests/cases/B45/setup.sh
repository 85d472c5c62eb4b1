page content/page.md <<'END'
---
title: Page
---

## Costs

The council voted [@newsx].

## Costs

## Costs-2
END
