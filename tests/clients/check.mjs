// What programs from npm make of the site of hard records: the reader view of Firefox, citeproc-js, and a library that
// finds the passages of claims.json. `node check.mjs PUBLISHED`.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import CSL from "citeproc";
import { Readability } from "@mozilla/readability";
import { toRange } from "dom-anchor-text-quote";
import { JSDOM } from "jsdom";

const here = import.meta.dirname;
const published = process.argv[2];
const read = (file) => fs.readFileSync(path.join(published, file), "utf8");
const claims = JSON.parse(read("claims.json"));

function check(name, run) {
  run();
  console.log(`ok  ${name}`);
}

check("Readability: summary, disagreement, passages, no permalinks", () => {
  const page = new JSDOM(read("topics/kinds/index.html"), { url: "https://records.example/topics/kinds/" });
  const { document } = page.window;
  const passages = [...document.querySelectorAll(".notes mark")].map((mark) => mark.textContent);
  assert.ok(passages.length >= 13, `${passages.length}`);
  const article = new Readability(document).parse();
  const text = article.textContent.replace(/\s+/g, " ");
  const blocks = ["A count of the boxes", "Last reviewed 4 March 2025", "10 November 1975: The border was agreed", "about 2014: The count changed", "spring 2001: The leaflet was put on",
    "What was said", "Where it was said", "The winter comes before the law", "in the newspaper", "The last picture of the film",
    "Drawing: the Record Society", "Quay", "the place at a harbour where the film ends", "The records name no lighthouse keeper",
    "lighthouse…", "The old quay", "The film has its last scene here", "As is known, most letters are lost",
    "Dates in the catalogue are those of its editor", "The catalogue lists the surviving letters", "The archive keeps their envelopes",
    "☑ The printed copy was compared", "☐ The manuscript awaits its reader", "shelfmark A 17",
    "The leaflet stood on the table when we came", "4 March 2025: The chairman was called a minister", "see below, ¶ 1"];
  for (const words of [...blocks, "Every kind of source says something here", "How many letters are left?", "Few, in the words of the catalogue",
    "More than was thought", "Notes and sources", ...passages]) {
    assert.ok(text.includes(words), words);
  }
  assert.ok(!/Persons and institutions\s*#/.test(text));
  assert.equal(article.lang, "en");
});

check("headings: their names are their words", () => {
  const { document } = new JSDOM(read("topics/kinds/index.html")).window;
  const names = [...document.querySelectorAll(".body h2, .body h3")].map((heading) => heading.textContent.trim());
  assert.deepEqual(names, ["In short", "Persons and institutions", "Works", "Dates", "Blocks", "Corrections", "Author’s notes", "Notes and sources"]);
});

check("citeproc-js: names, dates, containers as a person writes them", () => {
  const items = new Map(JSON.parse(read("references.json")).map((item) => [item.id, item]));
  const sys = {
    retrieveLocale: () => fs.readFileSync(path.join(here, "locale.xml"), "utf8"),
    retrieveItem: (id) => items.get(id),
  };
  const engine = new CSL.Engine(sys, fs.readFileSync(path.join(here, "style.csl"), "utf8"));
  engine.updateItems([...items.keys()]);
  const [about, entries] = engine.makeBibliography();
  const written = new Map(about.entry_ids.map(([id], at) => [id, entries[at].replace(/<[^>]*>/g, "").replaceAll("&#38;", "&").trim()]));
  const has = (id, ...words) => words.forEach((word) => assert.ok(written.get(id).includes(word), `${id}: ${written.get(id)}`));
  has("particles", "Leyen, Ursula von der; King, Martin Luther, Jr.", "2025-02-03", "Before the winter: 50 % & more", "The Daily Record",
    "Archived 2025-02-04: https://web.archive.org/");
  has("institution", "Barnes and Noble, Inc.", "2024-11", "Closing");
  has("chinese", "毛泽东", "1927", "人民出版社");
  has("arabic", "بن سلمان", "2017-10-24");
  has("century", "19XX", "Catalogue of letters");
  has("treaty", "Treaty on the border", "United Nations Treaty Series");
  has("film", "Varda, Agnès", "1962", "Ciné Port");
  assert.ok(!written.get("particles").includes("Https"));
});

check("claims.json: a selector is the only one of its words, or says which it is", () => {
  for (const citation of claims.claims.flatMap((claim) => claim.citations)) {
    const text = fs.readFileSync(path.join(here, "site/seeds", `${citation.source}.md`), "utf8").split("\n---\n")[1].replace(/\s+/g, " ");
    for (const { exact, prefix, suffix, occurrence } of citation.selectors) {
      const places = text.split(prefix + exact + suffix).length - 1;
      assert.ok(occurrence === undefined ? places === 1 : places >= occurrence && places > 1, `${citation.source}: ${exact}`);
    }
  }
});

check("dom-anchor-text-quote: every selector leads to its words", () => {
  let found = 0;
  for (const citation of claims.claims.flatMap((claim) => claim.citations)) {
    const text = fs.readFileSync(path.join(here, "site/seeds", `${citation.source}.md`), "utf8").split("\n---\n")[1];
    const { document, Node, NodeFilter } = new JSDOM(`<body><p></p></body>`).window;
    Object.assign(globalThis, { document, Node, NodeFilter });
    document.querySelector("p").textContent = text.trim();
    for (const { exact, prefix, suffix } of citation.selectors) {
      const range = toRange(document.body, { exact, prefix, suffix });
      assert.equal(range?.toString(), exact, citation.source);
      found += 1;
    }
  }
  assert.ok(found >= 15, `${found}`);
});
