"""Neovim, headless: the version of Debian, which has no `vim.lsp.config`, and a new one."""

import os
import pathlib
import subprocess
import sys

import pytest
from conftest import IBID

VERSIONS = {"debian": "/usr/bin/nvim", "new": str(pathlib.Path(sys.executable).parent / "nvim")}


@pytest.mark.parametrize("version", VERSIONS)
def test_an_author_in_neovim(version, site, tmp_path):
    script = pathlib.Path(__file__).with_name("neovim.lua")
    # Nothing of the tester's settings.
    env = os.environ | {"IBID": str(IBID), "SITE": str(site), "HOME": str(tmp_path)}
    env |= {f"XDG_{name}_HOME": str(tmp_path / name) for name in ["CONFIG", "DATA", "STATE", "CACHE"]}
    command = [VERSIONS[version], "--headless", "-u", "NONE", "-n", "-c", f"luafile {script}"]
    ran = subprocess.run(command, env=env, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0 and "passed" in ran.stdout, ran.stdout + ran.stderr
    checked = subprocess.run([IBID, "check", "--strict", "--root", site], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
