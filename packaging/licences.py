#!/usr/bin/env python3
"""Prints the licence texts of every crate that is compiled into the program, each text once.

    packaging/licences.py TARGET > THIRD-PARTY-LICENCES.txt
"""

import json
import re
import subprocess
import sys
from pathlib import Path

TEXTS = re.compile(r"^(licen[cs]e|copying|notice|copyright|unlicense)", re.IGNORECASE)


def main() -> None:
    target = sys.argv[1]
    used = subprocess.run(
        ["cargo", "tree", "--locked", "-e", "normal", "--prefix", "none", "--target", target, "--format", "{p}"],
        check=True, capture_output=True, text=True,
    ).stdout
    names = {tuple(line.split()[:2]) for line in used.splitlines() if line}
    metadata = json.loads(subprocess.run(
        ["cargo", "metadata", "--locked", "--format-version", "1"], check=True, capture_output=True, text=True,
    ).stdout)
    texts: dict[str, list[str]] = {}
    for package in metadata["packages"]:
        if (package["name"], "v" + package["version"]) not in names or package["source"] is None:
            continue
        title = f"{package['name']} {package['version']} ({package['license'] or package['license_file']})"
        folder = Path(package["manifest_path"]).parent
        found = sorted(path for path in folder.iterdir() if path.is_file() and TEXTS.match(path.name))
        text = "\n\n".join(path.read_text("utf-8", "replace").strip() for path in found)
        texts.setdefault(text or "(The crate holds no text of its licence.)", []).append(title)
    fonts = Path("src/render/picture/assets")
    for path in sorted(fonts.glob("*.LICENSE.txt")):
        texts.setdefault(path.read_text("utf-8").strip(), []).append("The typeface Inter (OFL-1.1)")
    print("The program ibid is made from these works of others.\n")
    for text, titles in sorted(texts.items(), key=lambda entry: entry[1]):
        print("=" * 100, *sorted(titles), "-" * 100, text, "", sep="\n")


if __name__ == "__main__":
    main()
