#!/usr/bin/env python3
"""Compares ibid's own search index with Pagefind's on the same published site.

    benches/search.py IBID [--pages 1000 10000] [--sources 500] [--folder FOLDER]

Writes the site of benches/corpus.py, builds it with and without the search and the cards (each build cold, into
a new folder), and lets Pagefind (npm, the version below) index the pages that the build without a search
published. Printed are seconds, highest memory, and the number and size of files. Nothing is kept.
"""
import argparse
import gzip
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PAGEFIND = "pagefind@1.6.0"
HERE = Path(__file__).parent


def run(command: list[str], folder: Path) -> tuple[float, float, str]:
    """Seconds, highest memory in MB, and what was said."""
    started = time.monotonic()
    done = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    said = done.stdout.read()
    _, status, usage = os.wait4(done.pid, 0)
    took = time.monotonic() - started
    if status != 0:
        sys.exit(f"{command} failed:\n{said[-2000:]}")
    return took, usage.ru_maxrss / 1024, said


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def size(folder: Path) -> str:
    found = files(folder)
    total = sum(path.stat().st_size for path in found)
    packed = sorted(len(gzip.compress(path.read_bytes(), 6)) for path in found[:2000])
    return f"{len(found):6} files, {total / 1e6:6.1f} MB; compressed: median {packed[len(packed) // 2] / 1e3:.1f} KB, largest {packed[-1] / 1e3:.1f} KB"


def measure(ibid: str, site: Path, pages: int, pagefind: Path) -> None:
    config = (site / "ibid.yaml").read_text()
    print(f"\n{pages} pages")
    for name, more in [
        ("no search, no cards", "search: false\nsocial_cards: false\n"),
        ("search, no cards", "social_cards: false\n"),
        ("cards, cold", "search: false\nsocial_cards: true\n"),
        ("cards, warm", "search: false\nsocial_cards: true\n"),
    ]:
        (site / "ibid.yaml").write_text(config + more + "rules: {figure-unsupported: off}\n")
        if name != "cards, warm":
            shutil.rmtree(site / ".ibid" / "cache", ignore_errors=True)
        output = Path(tempfile.mkdtemp(dir=site.parent)) / "public"
        took, memory, said = run([ibid, "--root", str(site), "build", "--timings", "-o", str(output)], site)
        stage = "search" if name.startswith("search") else "pictures"
        spent = re.search(rf"^{stage} +(.*)$", said, re.M)
        print(f"  ibid, {name:20} {took:7.2f} s  {memory:7.0f} MB   {stage}: {spent.group(1) if spent else '-'}")
        if name == "search, no cards":
            print(f"    index: {size(output / 'search' / 'terms')}\n   titles: {size(output / 'search' / 'records')}")
            print(f"    start: {len(gzip.compress((output / 'search' / 'index.json').read_bytes()))} bytes compressed")
        if name == "no search, no cards":
            command = [str(pagefind), "--site", str(output)]
            took, memory, _ = run(command, site)
            print(f"  {PAGEFIND:26} {took:7.2f} s  {memory:7.0f} MB")
            print(f"    index: {size(output / 'pagefind')}")
        shutil.rmtree(output.parent)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("ibid")
    options.add_argument("--pages", type=int, nargs="+", default=[1000, 10000])
    options.add_argument("--sources", type=int, default=500)
    options.add_argument("--folder", type=Path)
    given = options.parse_args()
    ibid = str(Path(given.ibid).resolve())
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        tools = Path(folder) / "tools"
        tools.mkdir()
        subprocess.run(["npm", "install", "--silent", "--no-fund", "--no-audit", PAGEFIND], cwd=tools, check=True)
        for pages in given.pages:
            site = Path(folder) / f"site{pages}"
            subprocess.run([sys.executable, str(HERE / "corpus.py"), str(site), str(pages), str(given.sources)], check=True)
            measure(ibid, site, pages, tools / "node_modules" / ".bin" / "pagefind")


if __name__ == "__main__":
    main()
