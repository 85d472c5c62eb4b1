{ printf -- '---\ntitle: Deep\npublisher: X\nauthor: X\ndate: 2025-03-04\nurl: https://x.example/\naccessed: 2025-03-05\n---\n'; repeat 1000000 '<div>'; echo text; } > seeds/deep.html
