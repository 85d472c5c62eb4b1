"""What the tests of editors share: the program as the other tests have it, and a site in a temporary folder."""

import pathlib
import shutil

import pytest

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
IBID = REPOSITORY / "target" / "debug" / "ibid"

PAGE = """---
title: The bridge
---

## The vote {#vote}

The mayor said: “We will not accept a bridge that closes twice a day” [@newsx]. Work begins in 2026 [@newsx, "Work is to begin in May 2026"].

See [the home page](@/_index.md), [the vote](#vote), and [@gazette]. 🌉 Міст [@newsx].
"""

FILES = {
    "ibid.yaml": "title: The record\nbase_url: https://example.org/\n",
    "content/_index.md": "---\ntitle: Home\n---\n\nThe council voted for a new harbour bridge [@newsx].\n",
    "content/bridge.md": PAGE,
    "seeds/newsx.md": (
        "---\ntitle: Council votes for new harbour bridge\nauthor: \"Lind, Ada\"\npublisher: NewsX\n"
        "date: 2025-03-04\nurl: https://newsx.example/bridge\n---\n"
        "The town council voted on Tuesday to replace the harbour bridge.\n\n"
        "“We will not accept a bridge that closes twice a day,” the mayor, Ada Lind, said.\n\n"
        "Work is to begin in May 2026 and to take three years.\n"
    ),
    "seeds/gazette.md": (
        "---\ntitle: A ferry at noon\nauthor: \"Berg, Jo\"\npublisher: The Gazette\ndate: 2025-04-01\n"
        "url: https://gazette.example/ferry\n---\nThe ferry leaves at noon.\n"
    ),
}


@pytest.fixture
def site(tmp_path):
    """A site without findings."""
    assert IBID.is_file(), f"{IBID} is not built"
    root = (tmp_path / "site").resolve()
    for path, text in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    yield root
    shutil.rmtree(root)
