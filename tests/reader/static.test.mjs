// What can be said of a published site without a browser.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import zlib from "node:zlib";
import { HtmlValidate, StaticConfigLoader } from "html-validate";
import { attribute, elements, is, read, text } from "./html.mjs";
import { EVERY, FLAGSHIP, HERE, REPOSITORY, RTL, build, copy, pages, pseudo } from "./site.mjs";

const plainly = fs.readFileSync(path.join(EVERY, "ibid.yaml"), "utf8").replace(/^/, "theme: plain\n");

const SITES = Object.fromEntries(Object.entries({ flagship: FLAGSHIP, every: EVERY, rtl: RTL, plain: EVERY }).map(([name, root]) => {
  const folder = build(copy(root, name === "plain" ? { "ibid.yaml": plainly } : {}));
  return [name, { root, folder, pages: pages(folder).map((page) => ({ ...page, tree: read(page.html) })) }];
}));
const all = Object.entries(SITES).flatMap(([site, { pages }]) => pages.map((page) => ({ site, ...page })));

test("there is a page of every kind", () => {
  const kinds = new Set(SITES.every.pages.map((page) => page.kind));
  for (const kind of ["home", "section", "topic", "source", "sources", "timeline", "disagreements", "quotations", "evidence", "method",
    "corrections", "taxonomy", "term", "not-found"]) assert.ok(kinds.has(kind), kind);
});

test("1. html-validate finds nothing", async () => {
  // Pages are minified, so how they are written is not the question; what they say is.
  const loader = new StaticConfigLoader({
    root: true,
    extends: ["html-validate:standard", "html-validate:a11y"],
    rules: {
      "require-sri": ["error", { target: "crossorigin" }],
      "long-title": "off", // a title is as long as its question
      "no-redundant-role": "error",
    },
  });
  const validator = new HtmlValidate(loader);
  const found = [];
  for (const page of all) {
    const report = await validator.validateString(page.html, page.file);
    for (const result of report.results) {
      for (const message of result.messages) found.push(`${page.site} ${page.url}:${message.column} ${message.ruleId}: ${message.message}`);
    }
  }
  assert.deepEqual(found, []);
});

test("1. vnu finds no error", () => {
  const jar = path.join(HERE, "node_modules/vnu-jar/build/dist/vnu.jar");
  const folders = Object.values(SITES).map((site) => site.folder);
  const run = () => execFileSync("java", ["-jar", jar, "--errors-only", "--skip-non-html", "--format", "gnu", ...folders],
    { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], maxBuffer: 1 << 26 });
  try {
    run();
  } catch (failure) {
    assert.fail(`${failure.stderr}`.split("\n").slice(0, 20).join("\n"));
  }
});

test("3. ids are unique, anchors lead somewhere, mentions and notes lead to each other", () => {
  for (const { site, url, tree } of all) {
    const list = [...elements(tree)];
    const ids = list.map((element) => attribute(element, "id")).filter((id) => id !== undefined);
    assert.deepEqual(ids.filter((id, at) => ids.indexOf(id) !== at), [], `${site} ${url}: ids twice`);
    const known = new Set(ids);
    for (const element of list) {
      for (const name of ["aria-labelledby", "aria-describedby", "aria-controls", "for"]) {
        for (const id of (attribute(element, name) ?? "").split(/\s+/).filter(Boolean)) {
          assert.ok(known.has(id), `${site} ${url}: ${name}=${id}`);
        }
      }
    }
    const links = list.filter((element) => element.tagName === "a");
    for (const link of links) {
      const href = attribute(link, "href") ?? "";
      if (href.startsWith("#")) assert.ok(known.has(decodeURIComponent(href.slice(1))), `${site} ${url}: ${href}`);
    }
    const own = (role) => links.filter((link) => attribute(link, "role") === role && attribute(link, "href").startsWith("#"));
    const back = new Set(own("doc-backlink").map((link) => attribute(link, "href").slice(1)));
    for (const mention of own("doc-noteref")) {
      assert.ok(back.has(attribute(mention, "id")), `${site} ${url}: no way back to ${attribute(mention, "id")}`);
    }
    const mentions = new Set(own("doc-noteref").map((link) => attribute(link, "id")));
    for (const id of back) assert.ok(mentions.has(id), `${site} ${url}: back to ${id}, which is no mention`);
  }
});

test("3. links within the site lead to a page, and their anchors to a place on it", () => {
  for (const { folder, pages } of Object.values(SITES)) {
    const byUrl = new Map(pages.map((page) => [page.url, page]));
    for (const { url, tree } of pages) {
      for (const element of elements(tree)) {
        if (element.tagName !== "a") continue;
        const href = attribute(element, "href");
        if (!href.startsWith("/")) continue;
        const [target, anchor] = href.split("#");
        const page = byUrl.get(decodeURIComponent(target));
        if (!page) {
          const file = path.join(folder, decodeURIComponent(target), target.endsWith("/") ? "index.html" : "");
          assert.ok(fs.existsSync(file), `${url}: ${href}`);
        } else if (anchor) {
          page.ids ??= new Set([...elements(page.tree)].map((one) => attribute(one, "id")));
          assert.ok(page.ids.has(decodeURIComponent(anchor)), `${url}: ${href}`);
        }
      }
    }
  }
});

test("17. budgets: bytes, requests, elements", () => {
  const gzip = (bytes) => zlib.gzipSync(bytes, { level: 9 }).length;
  const most = { html: 0, elements: 0 };
  for (const { site, url, tree, html } of all) {
    const size = gzip(html);
    assert.ok(size <= 40 << 10, `${site} ${url}: ${size} bytes`);
    const list = [...elements(tree)];
    assert.ok(list.length <= 3500, `${site} ${url}: ${list.length} elements`);
    most.html = Math.max(most.html, size);
    most.elements = Math.max(most.elements, list.length);
    const loads = list.filter((element) => ["script", "img", "iframe", "source", "video", "audio"].includes(element.tagName)
      ? attribute(element, "src") : element.tagName === "link" && /^(stylesheet|icon|preload)$/.test(attribute(element, "rel")));
    // Of several icons a browser takes one.
    const icons = loads.filter((element) => attribute(element, "rel") === "icon").length;
    assert.ok(loads.length - Math.max(0, icons - 1) <= 3, `${site} ${url}: ${loads.length} requests beside the page`);
    for (const element of loads) {
      const from = attribute(element, "src") ?? attribute(element, "href");
      assert.ok(from.startsWith("/") && !from.startsWith("//"), `${site} ${url}: ${from} is not of this site`);
    }
  }
  const theme = path.join(SITES.flagship.folder);
  const css = gzip(fs.readFileSync(path.join(theme, "style.css")));
  assert.ok(css <= 6 << 10, `style.css: ${css} bytes`);
  // A page has one of them.
  const scripts = ["script.js", "search.js"].map((name) => [name, gzip(fs.readFileSync(path.join(theme, name)))]);
  for (const [name, size] of scripts) assert.ok(size <= 5 << 10, `${name}: ${size} bytes`);
  console.log(`most: ${most.html} bytes, ${most.elements} elements; style ${css}, ${scripts.flat().join(" ")}`);
});

test("20. metadata: JSON-LD, feeds, links between languages", () => {
  for (const { pages, folder } of Object.values(SITES)) {
    const alternates = new Map();
    for (const { url, tree, html, kind } of pages) {
      const list = [...elements(tree)];
      for (const script of list.filter((element) => attribute(element, "type") === "application/ld+json")) {
        const data = JSON.parse(script.childNodes[0].value);
        assert.equal(data["@context"], "https://schema.org", url);
      }
      if (kind === "topic") assert.ok(!html.includes("Z3988"), `${url}: COinS`);
      const links = list.filter((element) => element.tagName === "link");
      const canonical = links.filter((link) => attribute(link, "rel") === "canonical");
      assert.equal(canonical.length, ["not-found", "withdrawn"].includes(kind) ? 0 : 1, url);
      alternates.set(canonical[0] && attribute(canonical[0], "href"), new Map(links
        .filter((link) => attribute(link, "rel") === "alternate" && attribute(link, "hreflang"))
        .map((link) => [attribute(link, "hreflang"), attribute(link, "href")])));
      for (const name of ["og:title", "og:url"]) {
        assert.ok(list.some((element) => attribute(element, "property") === name), `${url}: ${name}`);
      }
    }
    for (const [from, others] of alternates) {
      if (!others.size) continue;
      assert.ok([...others.values()].includes(from), `${from}: not among its own languages`);
      for (const to of others.values()) {
        assert.deepEqual([...alternates.get(to) ?? []], [...others], `${from} and ${to} name different languages`);
      }
    }
    const feed = JSON.parse(fs.readFileSync(path.join(folder, "feed.json"), "utf8"));
    assert.equal(feed.version, "https://jsonfeed.org/version/1.1");
  }
});

test("20. what reference managers save: of an explainer the page, of a source the original", () => {
  for (const { pages, root } of [SITES.every, SITES.rtl, SITES.plain]) {
    for (const { url, tree, kind } of pages) {
      const list = [...elements(tree)];
      const meta = (name) => list.filter((element) => (attribute(element, "name") ?? attribute(element, "property")) === name).map((element) => attribute(element, "content"));
      // Zotero takes any of these for a journal article.
      assert.ok(!list.some((element) => (attribute(element, "name") ?? "").startsWith("citation_")), url);
      const records = list.filter((element) => is(element, "class", "Z3988")).map((element) => new URLSearchParams(attribute(element, "title")));
      if (kind === "topic") {
        assert.deepEqual(meta("DC.title"), [text(list.find((element) => element.tagName === "h1")).trim()], url);
        assert.deepEqual(meta("og:type"), ["article"], url);
        assert.deepEqual(meta("DC.language"), [attribute(list.find((element) => element.tagName === "html"), "lang")], url);
        assert.deepEqual(meta("DC.identifier"), meta("og:url"), url);
        const file = fs.readFileSync(path.join(root, `content${url.replace(/\/$/, "")}.md`), "utf8");
        const date = /^updated: (.*)$/m.exec(file)?.[1] ?? /^date: (.*)$/m.exec(file)?.[1];
        assert.deepEqual(meta("DC.date"), date ? [date] : [], url);
        if (/^authors:/m.test(file)) assert.ok(meta("DC.creator").length >= 1, url);
      }
      if (kind === "source") {
        assert.equal(records.length, 1, url);
        const key = url.split("/").at(-2);
        const file = fs.readFileSync(path.join(root, "seeds", `${key}.md`), "utf8");
        const title = /^title: "?(.*?)"?$/m.exec(file)?.[1];
        assert.equal(records[0].get("rft.title") ?? undefined, title, url);
        assert.equal(records[0].get("rft.date") ?? undefined, /^date: (.*)$/m.exec(file)?.[1], url);
        const address = /^url: (.*)$/m.exec(file)?.[1];
        if (address) assert.equal(records[0].get("rft.identifier") ?? records[0].get("rft_id"), address, url);
      } else if (kind !== "sources") assert.equal(records.length, 0, url);
    }
  }
});

test("20. an entry of a feed keeps its id, and its date until the author states another", () => {
  const page = fs.readFileSync(path.join(EVERY, "content/topics/bridge.md"), "utf8");
  const feeds = (text) => {
    const folder = build(copy(EVERY, { "content/topics/bridge.md": text }));
    const json = JSON.parse(fs.readFileSync(path.join(folder, "feed.json"), "utf8"));
    const atom = fs.readFileSync(path.join(folder, "atom.xml"), "utf8");
    const of = (pattern) => [...atom.matchAll(pattern)].map((match) => match[1]);
    return { json: json.items, ids: of(/<id>([^<]*)<\/id>/g), updated: of(/<updated>([^<]*)<\/updated>/g) };
  };
  const before = feeds(page);
  const mended = feeds(page.replace("Members from both banks voted.", "Members of both banks voted."));
  const renewed = feeds(page.replace("updated: 2025-03-10", "updated: 2025-03-12"));
  for (const after of [mended, renewed]) {
    assert.deepEqual(after.ids, before.ids);
    assert.deepEqual(after.json.map((item) => item.id), before.json.map((item) => item.id));
  }
  assert.ok(JSON.stringify(mended.json).includes("Members of both banks"), "the words are the new ones");
  assert.deepEqual(mended.updated, before.updated);
  assert.deepEqual(mended.json.map((item) => item.date_modified), before.json.map((item) => item.date_modified));
  assert.ok(renewed.updated.some((date) => date.startsWith("2025-03-12")) && !before.updated.some((date) => date.startsWith("2025-03-12")));
});

test("20. a second build gives the same bytes", () => {
  const again = build(copy(EVERY));
  for (const page of SITES.every.pages) assert.equal(fs.readFileSync(path.join(again, page.file), "utf8"), page.html, page.url);
  for (const file of ["atom.xml", "feed.json", "corrections/atom.xml"]) {
    assert.equal(fs.readFileSync(path.join(again, file), "utf8"), fs.readFileSync(path.join(SITES.every.folder, file), "utf8"));
  }
});

const STATES = ["verbatim", "altered", "translated", "excerpt", "cited", "unverified"];

test("21. every note has exactly one state, and the counts of a page are those of its report", () => {
  for (const { pages } of Object.values(SITES)) {
    const byUrl = new Map(pages.map((page) => [page.url, page]));
    for (const { url, tree, kind } of pages) {
      const list = [...elements(tree)];
      for (const item of list.filter((element) => is(element, "class", "item"))) {
        const badges = [...elements(item)].filter((element) => is(element, "class", "vs"));
        assert.equal(badges.length, 1, `${url} ${attribute(item, "id")}`);
      }
      for (const marker of list.filter((element) => attribute(element, "role") === "doc-noteref" && attribute(element, "data-v"))) {
        assert.ok(STATES.includes(attribute(marker, "data-v")), url);
        assert.equal(text(marker).endsWith("?"), attribute(marker, "data-v") === "unverified", `${url}: ${text(marker)}`);
      }
      const check = list.find((element) => is(element, "class", "check"));
      const link = check && [...elements(check)].find((element) => element.tagName === "a");
      if (kind !== "topic" || !link) continue;
      const report = byUrl.get(attribute(link, "href"));
      const there = [...elements(report.tree)].find((element) => is(element, "class", "check"));
      assert.equal(text(there).trim(), text(check).trim(), url);
    }
  }
});

test("21. a saved byte that changes changes the state, or stops the build", () => {
  const seed = fs.readFileSync(path.join(EVERY, "seeds/courier.md"), "utf8");
  const changed = copy(EVERY, { "seeds/courier.md": seed.replace("closed to lorries.", "closed to lorrie.") });
  assert.throws(() => build(changed));
  // Where the rules let it be published all the same, the state says what is left of it.
  const lenient = `${fs.readFileSync(path.join(EVERY, "ibid.yaml"), "utf8")}\nrules: {quote-altered: warning, quote-absent: warning, source-changed: warning}\n`;
  const states = (files) => {
    const folder = build(copy(EVERY, { "ibid.yaml": lenient, ...files }));
    const list = [...elements(read(fs.readFileSync(path.join(folder, "topics/bridge/index.html"), "utf8")))];
    return list.filter((element) => attribute(element, "role") === "doc-noteref" && attribute(element, "data-v"))
      .map((element) => `${attribute(element, "id").replace(/^r-|-\d+$/g, "")} ${attribute(element, "data-v")}`);
  };
  const [before, after] = [states({}), states({ "seeds/courier.md": seed.replace("closed to lorries.", "closed to lorrie.") })];
  const count = (list, state) => list.filter((one) => one.startsWith("courier") && one.endsWith(state)).length;
  assert.equal(count(after, "verbatim"), count(before, "verbatim") - 1, `${before.join()}\n${after.join()}`);
  assert.equal(count(after, "unverified"), count(before, "unverified") + 1, after.join());
  assert.deepEqual(after.filter((one) => !one.startsWith("courier")), before.filter((one) => !one.startsWith("courier")));
});

/** The matching contract's typographic rows, as far as quotations of the final pages need them. */
const plain = (words) => words.normalize("NFC")
  .replace(/[‘’‚‛ʼ′`´]/g, "'").replace(/[“”„‟«»″]/g, '"').replace(/[\u2010-\u2015\u2212]/g, "-").replace(/-{2,3}/g, "-")
  .replace(/…/g, "...").replace(/[\u00ad\u200b-\u200d\ufeff]/g, "").replace(/[*_]/g, "").replace(/\s+/g, " ").trim();

test("every quotation and excerpt of the final pages stands in its source", () => {
  let found = 0;
  for (const { root, pages } of Object.values(SITES)) {
    const sources = new Map(fs.readdirSync(path.join(root, "seeds")).map((file) =>
      [file.replace(/\.[a-z]+$/, ""), plain(fs.readFileSync(path.join(root, "seeds", file), "utf8").replace(/^---[^]*?\n---\n/, ""))]));
    for (const { url, tree, kind } of pages) {
      for (const mark of elements(tree)) {
        if (mark.tagName !== "mark") continue;
        const note = mark.parents.find((parent) => is(parent, "class", "note"));
        const key = kind === "source" ? url.split("/").at(-2) : attribute(note, "id").replace(/^n-/, "");
        assert.ok(sources.get(key)?.includes(plain(text(mark))), `${url} ${key}: ${text(mark)}`);
        found += 1;
      }
      // What stands in the text itself: a quotation whose only note is verbatim.
      for (const claim of elements(tree)) {
        if (!is(claim, "class", "claim")) continue;
        const siblings = claim.parents.at(-1)?.childNodes ?? [];
        const next = siblings.slice(siblings.indexOf(claim) + 1).find((node) => node.tagName);
        if (!next || !is(next, "class", "cite")) continue;
        const markers = [...elements(next)].filter((element) => attribute(element, "data-v"));
        if (markers.length !== 1 || attribute(markers[0], "data-v") !== "verbatim") continue;
        const quoted = [...text(claim).matchAll(/[“«]([^”»]+)[”»]/g)].map((match) => match[1]);
        const id = attribute(markers[0], "href").slice(1);
        const item = [...elements(tree)].find((element) => attribute(element, "id") === id);
        const words = [...elements(item)].filter((element) => element.tagName === "mark").map((mark) => plain(text(mark)).toLowerCase());
        for (const quotation of quoted) {
          // Marks within a quotation are single on the page and double in the source.
          const bare = (words) => words.replace(/[“”‘’"']/g, "");
          const inner = bare(plain(quotation).toLowerCase().replace(/[.,]$/, ""));
          if (quotation.includes("[")) continue;
          assert.ok(words.map(bare).some((word) => word.includes(inner) || inner.includes(word)) || quoted.length > words.length, `${url}: ${quotation}`);
          found += 1;
        }
      }
    }
  }
  assert.ok(found > 500, `${found}`);
  console.log(`${found} quotations and excerpts read again`);
});

test("23. no page has an English word of the program's own", () => {
  const laid = pseudo(RTL);
  const [root, config] = [copy(RTL, laid), laid["ibid.yaml"]];
  // What the site's author wrote, and names.
  const written = new Set(["BibTeX", "RIS", "CSL", "JSON", "ibid", ...config.match(/[A-Za-z]{2,}/g)]);
  for (const folder of ["content", "seeds"]) {
    for (const file of fs.readdirSync(path.join(root, folder), { recursive: true })) {
      for (const word of file.match(/[A-Za-z]{2,}/g) ?? []) written.add(word);
      const at = path.join(root, folder, file);
      if (fs.statSync(at).isFile()) for (const word of fs.readFileSync(at, "utf8").match(/[A-Za-z]{2,}/g) ?? []) written.add(word);
    }
  }
  const found = new Set();
  for (const { url, html, kind } of pages(build(root))) {
    const look = (words, where) => {
      const left = words.replace(/⟦[^⟦⟧]*(⟦[^⟦⟧]*⟧[^⟦⟧]*)*⟧/g, " ");
      for (const word of left.match(/[A-Za-z]{2,}/g) ?? []) if (!written.has(word)) found.add(`${kind} ${url} ${where}: ${word}`);
    };
    for (const element of elements(read(html))) {
      // Names of rules, and the contract's examples, are the same in every language.
      if (element.tagName === "code" || kind === "method" && element.tagName === "td") continue;
      for (const { name, value } of element.attrs) {
        // A record for reference managers (COinS), which nobody reads.
        if (attribute(element, "class") === "Z3988") continue;
        if (/^(aria-label|title|alt|placeholder|data-(card|theme|found)-.*|data-none|data-failed)$/.test(name)) look(value, name);
        if (name === "content" && ["description", "DC.title"].includes(attribute(element, "name"))) look(value, name);
      }
      if (["script", "style"].includes(element.tagName) || element.parents.some((parent) => parent.tagName === "svg")) continue;
      for (const node of element.childNodes) if (node.nodeName === "#text") look(node.value, element.tagName);
    }
  }
  assert.deepEqual([...found], []);
});

test("no word of an uncited passage is needed: the pages name no file of this machine", () => {
  for (const { site, url, html } of all) assert.ok(!html.includes(REPOSITORY), `${site} ${url}`);
});
