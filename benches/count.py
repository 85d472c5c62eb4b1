#!/usr/bin/env python3
"""Counts the instructions that a build takes a page, and holds them to the limits of benches/limits.toml.

    benches/count.py IBID [--limits PROFILE] [--shape SHAPE]… [--out FOLDER]

IBID is the program. Of each shape of benches/corpus.py a site of 60 pages and one of 20 are written, without cards,
and built from nothing on one thread under valgrind, which counts instructions: the same program takes the same number
on any computer of the same kind, to a thousandth, however busy it is. The difference, divided by the difference in
pages, is what a page costs; what is left of the smaller build is what every build costs. The smaller site is built
with cards as well, for what a card costs.

With `--limits` the sites are smaller, 25 and 5 pages with a quarter of the sources, and the figures must not be above
those of that table of the file, which has one for the program as tests have it (`test`). `--out` keeps the sites and what was published of them, so that two programs' output can be compared.
"""
import argparse
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
SOURCES = {"plain": 60, "mixed": 40, "scripts": 20}
# Pages of the larger and the smaller site, and by what the sources are divided.
WHOLE = (60, 20, 1)
QUICK = (25, 5, 4)


def instructions(ibid: Path, site: Path) -> int:
    """Those of a build from nothing."""
    for left in ("public", ".ibid"):
        subprocess.run(["rm", "-rf", str(site / left)], check=True)
    command = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]
    run = subprocess.run(
        [*command, str(ibid), "build"], cwd=site, capture_output=True, text=True,
        env={"RAYON_NUM_THREADS": "1", "PATH": "/usr/bin:/bin", "HOME": str(site)},
    )
    found = re.search(r"I +refs: +([\d,]+)", run.stderr)
    if run.returncode != 0 or not found:
        sys.exit(f"the build of {site} failed:\n{run.stdout[-2000:]}{run.stderr[-2000:]}")
    return int(found[1].replace(",", ""))


def written(folder: Path, shape: str, pages: int, sources: int, cards: bool = False) -> Path:
    site = folder / f"{shape}-{pages}{'-cards' if cards else ''}"
    if not site.exists():
        corpus = [sys.executable, str(HERE / "corpus.py"), str(site), str(pages), str(sources), shape]
        subprocess.run(corpus, check=True)
        with (site / "ibid.yaml").open("a") as settings:
            settings.write(f"social_cards: {str(cards).lower()}\n")
    return site


def measured(ibid: Path, folder: Path, shape: str, size: tuple[int, int, int]) -> dict[str, float]:
    """Thousands of instructions."""
    pages, fewer, part = size
    sources = SOURCES[shape] // part
    many = instructions(ibid, written(folder, shape, pages, sources))
    few = instructions(ibid, written(folder, shape, fewer, sources))
    cards = instructions(ibid, written(folder, shape, fewer, sources, cards=True))
    page = (many - few) / (pages - fewer)
    # Two of the pages are the home page and the section.
    return {"page": page / 1e3, "card": (cards - few) / (fewer + 2) / 1e3, "build": (few - fewer * page) / 1e3}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ibid", type=Path)
    parser.add_argument("--limits", metavar="PROFILE")
    parser.add_argument("--shape", action="append", choices=list(SOURCES))
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    limits = tomllib.loads((HERE / "limits.toml").read_text())[given.limits] if given.limits else {}
    above = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.out or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        print("thousands of instructions: a page, a card, each build")
        for shape in given.shape or SOURCES:
            found = measured(given.ibid.resolve(), folder, shape, QUICK if given.limits else WHOLE)
            print(f"{shape:8}" + "".join(f"{found[name]:12,.0f}" for name in found), flush=True)
            for name, limit in limits.get(shape, {}).items():
                if found[name] > limit:
                    above.append(f"{shape}, {name}: {found[name]:,.0f} thousand instructions, more than {limit:,}")
    if above:
        sys.exit("\n".join(above))


if __name__ == "__main__":
    main()
