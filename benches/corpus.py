#!/usr/bin/env python3
"""Writes a made-up cited site of any size, the same for the same arguments.

    benches/corpus.py FOLDER [PAGES] [SOURCES] [short]

Each page has about 1,000 words, 12 citations (6 quotations, 4 excerpts, 2 bare), headings, a link, tags; a short
one has one sentence, with a quotation.
"""
import random
import sys
from pathlib import Path

SYLLABLES = "ba be bi bo bu da de di do du ka ke ki ko ku la le li lo lu ma me mi mo mu na ne ni no nu".split()


def main() -> None:
    folder = Path(sys.argv[1])
    pages = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
    sources = int(sys.argv[3]) if len(sys.argv) > 3 else 500
    is_short = sys.argv[4:5] == ["short"]
    rng = random.Random(7)
    words = sorted({"".join(rng.choice(SYLLABLES) for _ in range(rng.randint(1, 4))) for _ in range(4000)})

    def sentence(least: int = 8, most: int = 18) -> str:
        return " ".join(rng.choice(words) for _ in range(rng.randint(least, most))).capitalize() + "."

    (folder / "seeds").mkdir(parents=True)
    (folder / "ibid.yaml").write_text(
        "title: Benchmark\nbase_url: https://example.org/\nexcerpt_words: 100000000\nsearch: false\n"
        "menu:\n  - {name: Topics, url: /topics/}\n  - {name: Sources, url: /sources/}\n"
    )
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

    (folder / "content" / "topics").mkdir(parents=True)
    (folder / "content" / "_index.md").write_text("---\ntitle: Benchmark\n---\nHome.\n")
    (folder / "content" / "topics" / "_index.md").write_text("---\ntitle: Topics\n---\n")
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


if __name__ == "__main__":
    main()
