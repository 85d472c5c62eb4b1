#!/usr/bin/env python3
"""Builds a site whole and in parts, and says what each step takes; every file must be that of the build.

    benches/shard.py IBID FOLDER PARTS…        0 parts: one build

Each process has one thread. Computing time is that of all processes of a step together, memory the most that one holds.
"""
import filecmp
import os
import shutil
import sys
from pathlib import Path


def run(*command: str) -> tuple[float, float]:
    """Seconds of computing and MiB of memory of a command that must succeed; what it prints is dropped."""
    pid = os.fork()
    if pid == 0:
        os.environ["RAYON_NUM_THREADS"] = "1"
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, 1)
        os.dup2(nothing, 2)
        os.execv(command[0], command)
    _, status, used = os.wait4(pid, 0)
    if status != 0:
        sys.exit(f"failed: {' '.join(command)}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def differences(one: Path, other: Path) -> list[str]:
    files = {path.relative_to(folder) for folder in (one, other) for path in folder.rglob("*") if path.is_file()}

    def differs(path: Path) -> bool:
        both = (one / path, other / path)
        return not all(path.is_file() for path in both) or not filecmp.cmp(*both, shallow=False)

    return sorted(str(path) for path in files if differs(path))


def main() -> None:
    ibid, site, parts = os.path.abspath(sys.argv[1]), Path(sys.argv[2]).absolute(), [int(n) for n in sys.argv[3:]]
    store, whole = site.with_name(site.name + "-store"), site.with_name(site.name + "-whole")
    for folder in (whole, store):
        shutil.rmtree(folder, ignore_errors=True)
    print("| | " + " | ".join(["outline", "merge", "build", "publish", "all"]) + " |")
    print("|---|" + "---|" * 5)
    for number in parts:
        for folder in (site / "public", site / ".ibid", store):
            shutil.rmtree(folder, ignore_errors=True)
        (site / "ibid.lock").unlink(missing_ok=True)
        if number == 0:
            seconds, memory = run(ibid, "--root", str(site), "build", "--no-cache", "-o", str(whole))
            print(f"| one build | | | | | {seconds:.1f} s, {memory:.0f} MiB |", flush=True)
            continue
        cells, total = [], 0.0
        for step in ("outline", "merge", "build", "publish"):
            names = [[f"{part}/{number}"] for part in range(1, number + 1)] if step in ("outline", "build") else [[]]
            used = [run(ibid, "--root", str(site), "shard", step, *name, "--store", str(store)) for name in names]
            seconds, memory = sum(one[0] for one in used), max(one[1] for one in used)
            total += seconds
            cells.append(f"{seconds:.1f} s, {memory:.0f} MiB")
        print(f"| {number} parts | " + " | ".join([*cells, f"{total:.1f} s"]) + " |", flush=True)
        if whole.is_dir() and (found := differences(whole, site / "public")):
            sys.exit(f"{len(found)} files differ from the build's: {', '.join(found[:5])}")


if __name__ == "__main__":
    main()
