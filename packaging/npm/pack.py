#!/usr/bin/env python3
"""Writes the two npm packages: `ibid-site`, which starts the program, and the program for one platform.

    packaging/npm/pack.py VERSION PROGRAM FOLDER

A user installs the first; npm takes the second by its `os`, `cpu` and `libc`. Nothing runs while they are installed.
"""

import json
import shutil
import sys
from pathlib import Path

PLATFORM = {"os": ["linux"], "cpu": ["x64"], "libc": ["glibc"]}
NAME = "ibid-site-linux-x64"


def main() -> None:
    version, program, folder = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    here = Path(__file__).parent
    repository = here.parent.parent
    common = {
        "version": version,
        "description": "A static site generator for sourced explainers: "
        "every quotation checked word for word against the saved article",
        "license": "MIT OR Apache-2.0",
        "keywords": ["static site generator", "citations", "fact-checking", "footnotes", "markdown"],
    }
    launcher = {
        "name": "ibid-site",
        **common,
        "bin": {"ibid": "launch.js"},
        "files": ["launch.js"],
        "engines": {"node": ">=18"},
        "optionalDependencies": {NAME: version},
    }
    platform = {"name": NAME, **common, **PLATFORM, "files": ["ibid"], "preferUnplugged": True}
    for package, file in ((launcher, here / "launch.js"), (platform, program)):
        to = folder / package["name"]
        shutil.rmtree(to, ignore_errors=True)
        to.mkdir(parents=True)
        shutil.copy(file, to / file.name)
        (to / file.name).chmod(0o755)
        shutil.copy(repository / "packaging/README.md", to / "README.md")
        for licence in ("LICENSE-MIT", "LICENSE-APACHE"):
            shutil.copy(repository / licence, to / licence)
        (to / "package.json").write_text(json.dumps(package, indent=2) + "\n")


if __name__ == "__main__":
    main()
