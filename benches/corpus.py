#!/usr/bin/env python3
"""Writes a made-up cited site of any size, the same for the same arguments.

    benches/corpus.py FOLDER [PAGES] [SOURCES] [plain | short | mixed | scripts]

plain    about 1,000 words a page, 12 citations (6 quotations, 4 excerpts, 2 bare), headings, a link, tags; no search
short    one sentence a page, with a quotation; no search
mixed    long sentences, figures in every fifth, emphasis, links, a list and a table, more tags; with the search
scripts  Ukrainian words, and Chinese quotations, terms and sources; lists, a table, figures; with the search
"""
import random
import sys
from collections.abc import Callable
from pathlib import Path

SYLLABLES = "ba be bi bo bu da de di do du ka ke ki ko ku la le li lo lu ma me mi mo mu na ne ni no nu".split()
CYRILLIC = "ба ве ги до зу ка ле ми но пі ра си те ту ша ще ви жо їх юн".split()
HAN = "國家會議報告地方政府人民時間城市研究學校新聞經濟發展世界歷史文化工作問題水電"


def vocabulary(rng: random.Random, syllables: list[str]) -> list[str]:
    return sorted({"".join(rng.choice(syllables) for _ in range(rng.randint(1, 4))) for _ in range(4000)})


def main() -> None:
    folder = Path(sys.argv[1])
    pages = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
    sources = int(sys.argv[3]) if len(sys.argv) > 3 else 500
    shape = sys.argv[4] if len(sys.argv) > 4 else "plain"
    (folder / "seeds").mkdir(parents=True)
    (folder / "content" / "topics").mkdir(parents=True)
    (folder / "content" / "_index.md").write_text("---\ntitle: Benchmark\n---\nHome.\n")
    (folder / "content" / "topics" / "_index.md").write_text("---\ntitle: Topics\n---\n")
    shapes: dict[str, Callable[[], None]] = {
        "plain": lambda: plain(folder, pages, sources, is_short=False),
        "short": lambda: plain(folder, pages, sources, is_short=True),
        "mixed": lambda: Rich(folder, sources, "en", SYLLABLES).write(pages),
        "scripts": lambda: Rich(folder, sources, "uk", CYRILLIC).write(pages),
    }
    if shape not in shapes:
        sys.exit(f"no shape `{shape}`; there are: {', '.join(shapes)}")
    shapes[shape]()


def settings(folder: Path, more: str) -> None:
    (folder / "ibid.yaml").write_text(
        f"title: Benchmark\nbase_url: https://example.org/\nexcerpt_words: 100000000\n{more}"
        "menu:\n  - {name: Topics, url: /topics/}\n  - {name: Sources, url: /sources/}\n"
    )


def plain(folder: Path, pages: int, sources: int, is_short: bool) -> None:
    rng = random.Random(7)
    words = vocabulary(rng, SYLLABLES)

    def sentence(least: int = 8, most: int = 18) -> str:
        return " ".join(rng.choice(words) for _ in range(rng.randint(least, most))).capitalize() + "."

    settings(folder, "search: false\n")
    texts = []
    for number in range(sources):
        paragraphs = [" ".join(sentence() for _ in range(5)) for _ in range(12)]
        texts.append(paragraphs)
        (folder / "seeds" / f"s{number:04}.md").write_text(
            f"---\ntitle: Source {number}\nauthor: Author {number}\npublisher: Publisher {number % 40}\n"
            f"date: 20{10 + number % 15}-0{1 + number % 9}-1{number % 10}\nnot_stated: [url]\ntype: article-newspaper\n---\n"
            + "\n\n".join(paragraphs) + "\n"
        )

    def passage(number: int) -> str:
        chosen = rng.choice(texts[number]).rstrip(".").split(" ")
        start = rng.randrange(0, len(chosen) - 12)
        return " ".join(chosen[start:start + rng.randint(5, 11)]).strip(".")

    for page in range(pages):
        body = []
        if is_short:
            source = rng.randrange(sources)
            body.append(f"{sentence()[:-1]} “{passage(source)}” [@s{source:04}].\n")
        for section in range(0 if is_short else 6):
            body.append(f"## Section {section} {rng.choice(words)}\n")
            first, second = rng.randrange(sources), rng.randrange(sources)
            paragraph = [sentence() for _ in range(5)]
            paragraph[1] = f"{sentence()[:-1]} “{passage(first)}” [@s{first:04}]."
            pinned = f', "{passage(second)}"' if section < 4 else ""
            paragraph[3] = f"{sentence()[:-1]} [@s{second:04}{pinned}]."
            body.append(" ".join(paragraph) + "\n")
            body.append(" ".join(sentence() for _ in range(7)) + "\n")
        if not is_short:
            body.append(f"See [another page](@/topics/p{rng.randrange(pages):06}.md).\n")
        (folder / "content" / "topics" / f"p{page:06}.md").write_text(
            f"---\ntitle: Page {page} {rng.choice(words)}\ndescription: {sentence()}\ndate: 2025-0{1 + page % 9}-1{page % 10}\n"
            f"tags: [{words[page % 40]}, {words[40 + page % 7]}]\n---\n" + "\n".join(body)
        )


class Rich:
    """Long sentences with figures, emphasis, links, lists and tables."""

    def __init__(self, folder: Path, sources: int, language: str, syllables: list[str]) -> None:
        self.folder, self.sources, self.language = folder, sources, language
        self.rng = random.Random(11)
        self.words = vocabulary(self.rng, syllables)
        self.texts: list[list[list[str]]] = []

    def han(self, least: int, most: int) -> str:
        return "".join(self.rng.choice(HAN) for _ in range(self.rng.randint(least, most)))

    def run(self, least: int = 14, most: int = 38) -> list[str]:
        """The words of a sentence; every fifth sentence states figures."""
        words = [self.rng.choice(self.words) for _ in range(self.rng.randint(least, most))]
        for at in range(9, len(words) - 1, 11):
            words[at] += ","
        if self.rng.randrange(5) == 0:
            at = self.rng.randrange(1, len(words))
            figure = self.rng.choice(["{} %", "{},500", "19{}", "{}", "{}.5"]).format(self.rng.randint(11, 98))
            words.insert(at, figure)
        if self.language == "uk" and self.rng.randrange(4) == 0:
            words.insert(self.rng.randrange(1, len(words)), f"({self.han(2, 6)})")
        return words

    def said(self, words: list[str], more: str = "") -> str:
        text = " ".join(words).rstrip(",")
        return text[:1].upper() + text[1:] + more + "."

    def source(self, number: int) -> None:
        is_han = self.language == "uk" and number % 5 == 4
        if is_han:
            sentences = [[self.han(18, 46) for _ in range(5)] for _ in range(10)]
            text = "\n\n".join("。".join(paragraph) + "。" for paragraph in sentences)
            self.texts.append([[sentence] for paragraph in sentences for sentence in paragraph])
        else:
            runs = [[self.run() for _ in range(6)] for _ in range(10)]
            text = "\n\n".join(" ".join(self.said(run) for run in paragraph) for paragraph in runs)
            self.texts.append([run for paragraph in runs for run in paragraph])
        language = "zh" if is_han else self.language
        (self.folder / "seeds" / f"s{number:04}.md").write_text(
            f"---\ntitle: {self.said(self.run(3, 6))[:-1]!r}\nauthor: Author {number}\npublisher: Publisher {number % 40}\n"
            f"date: 20{10 + number % 15}-0{1 + number % 9}-1{number % 10}\nlanguage: {language}\n"
            f"url: https://example.com/{number}\ntype: article-newspaper\n---\n{text}\n"
        )

    def passage(self, number: int) -> str:
        run = self.rng.choice(self.texts[number])
        if len(run) == 1:
            start = self.rng.randrange(0, len(run[0]) - 12)
            return run[0][start:start + self.rng.randint(8, 12)]
        start = self.rng.randrange(1, len(run) - 8)
        return " ".join(run[start:start + self.rng.randint(5, 12)]).strip(",")

    def cited(self) -> str:
        source = self.rng.randrange(self.sources)
        kind = self.rng.randrange(4)
        if kind == 0:
            return self.said(self.run(), f" “{self.passage(source)}” [@s{source:04}]")
        pinned = f', "{self.passage(source)}"' if kind < 3 else ""
        return self.said(self.run(), f" [@s{source:04}{pinned}]")

    def decorated(self, pages: int) -> str:
        words = self.run()
        at = self.rng.randrange(len(words) - 2)
        match self.rng.randrange(3):
            case 0: words[at:at + 2] = [f"*{' '.join(words[at:at + 2]).rstrip(',')}*"]
            case 1: words[at] = f"**{words[at].rstrip(',')}**"
            case _: words[at] = f"[{words[at].rstrip(',')}](@/topics/p{self.rng.randrange(pages):06}.md)"
        return self.said(words)

    def page(self, pages: int) -> str:
        body = []
        for section in range(4):
            body.append(f"## {self.said(self.run(2, 5))[:-1]}\n")
            body.append(" ".join([self.said(self.run()), self.cited(), self.decorated(pages), self.cited()]) + "\n")
            if section == 1:
                body.append("".join(f"- {self.cited()}\n" for _ in range(3)))
            if section == 2:
                rows = "".join(f"| {' '.join(self.run(2, 3))} | {self.rng.randint(2, 900)} |\n" for _ in range(4))
                body.append(f"| {self.words[1]} | {self.words[2]} |\n|---|---|\n{rows}")
            body.append(" ".join(self.decorated(pages) for _ in range(4)) + "\n")
        return "\n".join(body)

    def write(self, pages: int) -> None:
        settings(self.folder, f"language: {self.language}\n")
        for number in range(self.sources):
            self.source(number)
        for page in range(pages):
            tags = ", ".join(sorted({self.words[page * step % 60] for step in (1, 3, 7, 11)}))
            (self.folder / "content" / "topics" / f"p{page:06}.md").write_text(
                f"---\ntitle: {self.said(self.run(3, 7))[:-1]!r}\ndescription: {self.said(self.run())!r}\n"
                f"date: 2025-0{1 + page % 9}-1{page % 10}\ntags: [{tags}]\n---\n{self.page(pages)}"
            )


if __name__ == "__main__":
    main()
