#!/usr/bin/env python3
"""Measures `ibid lsp`: how long an author waits.

    benches/lsp.py IBID FOLDER [--rounds N]

FOLDER is a site such as benches/corpus.py writes; nothing in it is changed. Printed are medians and 95th percentiles:
from the start to the first answer about the site, without and with what a build has left in `.ibid/cache`; from a
keystroke that breaks a quotation, or mends it, to its diagnostics (60 ms of that the server waits for the next
keystroke); of completions of keys and of the words of a source, right behind a keystroke; of hovers; and memory.
"""
import argparse
import json
import re
import statistics
import subprocess
import time
from pathlib import Path

CAPABILITIES = {
    "general": {"positionEncodings": ["utf-16"]},
    "textDocument": {"publishDiagnostics": {"relatedInformation": True, "versionSupport": True}},
}


class Server:
    """A language server and what it said."""

    def __init__(self, ibid: Path, folder: Path):
        self.child = subprocess.Popen([ibid, "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.last_id = 0
        params = {"rootUri": folder.as_uri(), "capabilities": CAPABILITIES}
        self.request("initialize", params)
        self.notify("initialized", {})

    def send(self, message: dict) -> None:
        text = json.dumps({"jsonrpc": "2.0"} | message).encode()
        self.child.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(text), text))
        self.child.stdin.flush()

    def read(self) -> dict:
        length = 0
        while (line := self.child.stdout.readline()) != b"\r\n":
            if not line:
                raise EOFError("the server has ended")
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        return json.loads(self.child.stdout.read(length))

    def notify(self, method: str, params: dict) -> None:
        self.send({"method": method, "params": params})

    def request(self, method: str, params: dict | None):
        self.last_id += 1
        self.send({"id": self.last_id, "method": method, "params": params})
        while (message := self.read()).get("id") != self.last_id or "method" in message:
            pass
        if "error" in message:
            raise RuntimeError(message["error"])
        return message["result"]

    def diagnostics(self, uri: str, version: int) -> list:
        """Waits for the diagnostics of a version of a document."""
        while True:
            message = self.read()
            if message.get("method") == "textDocument/publishDiagnostics":
                params = message["params"]
                if params["uri"] == uri and params.get("version") == version:
                    return params["diagnostics"]

    def peak(self) -> int:
        """The most memory held so far, in MiB."""
        status = Path(f"/proc/{self.child.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) // 1024

    def end(self) -> None:
        self.request("shutdown", None)
        self.notify("exit", {})
        self.child.wait(10)


def milliseconds(since: float) -> float:
    return (time.monotonic() - since) * 1000


def start(ibid: Path, folder: Path) -> tuple[float, Server]:
    began = time.monotonic()
    server = Server(ibid, folder)
    server.request("workspace/symbol", {"query": "benchmark"})
    return milliseconds(began), server


def shown(times: list[float]) -> str:
    ordered = sorted(times)
    return f"{statistics.median(ordered):8.0f} ms {ordered[int(len(ordered) * 0.95)]:8.0f} ms"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("ibid", type=Path)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--rounds", type=int, default=40)
    given = arguments.parse_args()
    folder = given.folder.resolve()
    pages = sorted((folder / "content" / "topics").glob("p*.md"))
    print(f"{len(pages)} pages, {given.rounds} rounds")
    print(f"{'':36}{'median':>11} {'95 %':>11}")
    starts = []
    for _ in range(3):
        took, server = start(given.ibid, folder)
        starts.append(took)
        server.end()
    has_cache = (folder / ".ibid" / "cache").is_dir()
    print(f"{'start, ' + ('with' if has_cache else 'without') + ' a cache':36}{shown(starts)}")
    _, server = start(given.ibid, folder)
    times: dict[str, list[float]] = {"keystroke to diagnostics": [], "completion of keys": [], "completion of words": [], "hover": []}
    for number in range(given.rounds):
        page = pages[number * len(pages) // given.rounds]
        text = page.read_text(encoding="utf-8")
        uri = page.as_uri()
        document = {"uri": uri, "languageId": "markdown", "version": 1, "text": text}
        server.notify("textDocument/didOpen", {"textDocument": document})
        server.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}})
        quoted = re.search(r"“(\w)", text)
        line = text.count("\n", 0, quoted.start(1))
        column = quoted.start(1) - text.rfind("\n", 0, quoted.start(1)) - 1

        def change(version: int, old: str, new: str) -> None:
            at = {"line": line, "character": column}
            end = {"line": line, "character": column + len(old)}
            changes = [{"range": {"start": at, "end": end}, "text": new}]
            server.notify("textDocument/didChange", {"textDocument": {"uri": uri, "version": version}, "contentChanges": changes})

        for version, old, new, count in [(2, "", "zzz", 1), (3, "zzz", "", 0)]:
            began = time.monotonic()
            change(version, old, new)
            found = server.diagnostics(uri, version)
            times["keystroke to diagnostics"].append(milliseconds(began))
            errors = [one for one in found if one["severity"] == 1]
            assert len(errors) == count, found
        position = {"textDocument": {"uri": uri}, "position": {"line": line, "character": column}}
        began = time.monotonic()
        server.request("textDocument/hover", position)
        times["hover"].append(milliseconds(began))
        for name, typed in [("completion of keys", "[@s00"), ("completion of words", '[@s0001, "')]:
            change(4, "", typed)
            began = time.monotonic()
            at = {"line": line, "character": column + len(typed)}
            items = server.request("textDocument/completion", {"textDocument": {"uri": uri}, "position": at})["items"]
            times[name].append(milliseconds(began))
            assert items
            change(5, typed, "")
        server.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    for name, measured in times.items():
        print(f"{name:36}{shown(measured)}")
    print(f"{'most memory':36}{server.peak():8} MiB")
    server.end()


if __name__ == "__main__":
    main()
