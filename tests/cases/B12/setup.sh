simple content/no.md no
simple content/off.md off
simple content/page.md 1e3
simple content/page2.md 0o14
simple content/page3.md true
simple content/page4.md 2025
