#!/usr/bin/env python3
"""Measures `ibid serve`: from the end of a save to the event, and on to the whole new page.

    benches/preview.py IBID FOLDER [ROUNDS]

FOLDER is a site with pages content/topics/*.md, such as benches/corpus.py writes; its files are
restored afterwards. Prints the time to the first page, medians, 95th percentiles, and memory.
"""
import http.client
import json
import random
import re
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path
from queue import Queue


def main() -> None:
    ibid, folder = sys.argv[1], Path(sys.argv[2])
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 60
    started = time.monotonic()
    serve = subprocess.Popen([ibid, "serve", "--root", folder, "--port", "0"], stderr=subprocess.PIPE, text=True)
    try:
        port = next(int(found[1]) for line in serve.stderr if (found := re.search(r"http://127\.0\.0\.1:(\d+)", line)))
        threading.Thread(target=lambda: [None for _ in serve.stderr], daemon=True).start()
        get(port, "/")
        print(f"start to first page  {(time.monotonic() - started) * 1000:7.0f} ms")
        pages = sorted((folder / "content" / "topics").glob("p*.md"))
        measure(port, "save of a page", pages, rounds, random.Random(1))
        measure(port, "save of a source", sorted((folder / "seeds").glob("s*.md")), max(3, rounds // 10), random.Random(2))
        status = Path(f"/proc/{serve.pid}/status").read_text()
        print(f"memory now, highest  {kib(status, 'VmRSS'):7.0f} MiB, {kib(status, 'VmHWM'):.0f} MiB")
    finally:
        serve.terminate()
        print(f"exit {serve.wait()}")


def kib(status: str, name: str) -> float:
    return int(re.search(rf"{name}:\s+(\d+)", status)[1]) / 1024


def get(port: int, path: str, **headers: str) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", path, headers=headers)
    return connection.getresponse().read()


def listen(port: int) -> Queue:
    token = re.search(rb"/_ibid/([0-9a-f]+)/preview.js", get(port, "/"))[1].decode()
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", f"/_ibid/{token}/events", headers={"Sec-Fetch-Site": "same-origin"})
    stream, events = connection.getresponse(), Queue()

    def read() -> None:
        while line := stream.readline():
            if line.startswith(b"data: "):
                events.put((time.monotonic(), json.loads(line[6:])))

    threading.Thread(target=read, daemon=True).start()
    events.get(timeout=20)
    return events


def measure(port: int, name: str, files: list, rounds: int, rng: random.Random) -> None:
    events, to_event, to_page = listen(port), [], []
    for number in range(rounds):
        file = rng.choice(files)
        original = file.read_bytes()
        try:
            file.write_bytes(original + f"\nRound {number} of {rounds}.\n".encode())
            saved = time.monotonic()
            came, event = events.get(timeout=60)
            body = get(port, event["edited"][0]["url"])
            to_event.append(came - saved)
            to_page.append(time.monotonic() - saved)
            assert len(body) > 1000
        finally:
            file.write_bytes(original)
        events.get(timeout=60)
        time.sleep(0.15)
    for what, times in (("to the event", to_event), ("to the page", to_page)):
        times.sort()
        p95 = times[min(len(times) - 1, int(len(times) * 0.95))]
        print(f"{name}, {what:13} median {statistics.median(times) * 1000:6.1f} ms   p95 {p95 * 1000:6.1f} ms   ({len(times)} saves)")


if __name__ == "__main__":
    main()
