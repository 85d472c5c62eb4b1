// The sites that are tested, a small server for them with compression, and the browser.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import zlib from "node:zlib";
import { chromium } from "playwright-core";

export const HERE = path.dirname(fileURLToPath(import.meta.url));
export const REPOSITORY = path.resolve(HERE, "../..");
export const UPDATE = process.env.UPDATE === "1";
const IBID = path.resolve(REPOSITORY, process.env.IBID ?? "target/debug/ibid");

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "ibid-reader-"));
process.on("exit", () => fs.rmSync(scratch, { recursive: true, force: true }));

/** A folder of this run's own. */
export const room = (name) => fs.mkdtempSync(path.join(scratch, `${name}-`));

/** Copies a site and lays files over it, so that nothing is written where it comes from. */
export function copy(root, files = {}) {
  const to = room("site");
  for (const part of ["ibid.yaml", "ibid.lock", "content", "seeds", "themes"]) {
    const from = path.join(root, part);
    if (fs.existsSync(from)) fs.cpSync(from, path.join(to, part), { recursive: true });
  }
  for (const [file, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(to, file)), { recursive: true });
    fs.writeFileSync(path.join(to, file), text);
  }
  return to;
}

/** Builds a site and gives the folder with its pages. */
export function build(root) {
  const out = path.join(room("public"), "site");
  execFileSync(IBID, ["build", "--quiet", "--root", root, "--output-dir", out], { stdio: "pipe" }); // findings are shown where it fails
  return out;
}

export const FLAGSHIP = REPOSITORY;
export const EVERY = path.join(HERE, "fixtures/every");
export const RTL = path.join(HERE, "fixtures/rtl");

/** The words of the default theme in a language that nobody speaks: each marked, so that what is not is seen. */
function pseudoWords() {
  const english = fs.readFileSync(path.join(REPOSITORY, "themes/default/i18n/en.yaml"), "utf8");
  const more = fs.readFileSync(path.join(REPOSITORY, "themes/default/i18n/uk.yaml"), "utf8").split("\n")
    .filter((line) => /^(rule|equivalence)_/.test(line)).map((line) => `${line.split(":")[0]}: words`);
  return [...english.split("\n"), ...more].map((line) => {
    const [, key, value] = /^(\s*\w+): (.+)$/.exec(line) ?? [];
    if (!key || line.startsWith("#")) return line;
    const text = value.startsWith('"') ? JSON.parse(value) : value;
    return `${key}: ${JSON.stringify(`⟦${text}⟧`)}`;
  }).join("\n");
}

/** The files that put a site into that language; it keeps the direction of its own. */
export function pseudo(root) {
  const config = fs.readFileSync(path.join(root, "ibid.yaml"), "utf8").replace(/^language: (\w+)$/m, "language: $1-XB");
  const code = /^language: (.*)$/m.exec(config)[1];
  return { "ibid.yaml": config, [`themes/default/i18n/${code}.yaml`]: pseudoWords() };
}

/** Every file below a folder, in order. */
export function files(folder, below = "") {
  return fs.readdirSync(path.join(folder, below), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => entry.isDirectory() ? files(folder, path.join(below, entry.name)) : [path.join(below, entry.name)]);
}

/** Every page: its file, its address, its kind, its HTML. */
export function pages(folder) {
  return files(folder).filter((file) => file.endsWith(".html")).map((file) => {
    const html = fs.readFileSync(path.join(folder, file), "utf8");
    const kind = /<body[^>]*class="?page-([a-z-]+)/.exec(html)?.[1];
    const url = `/${file.replace(/(^|\/)index\.html$/, "$1")}`;
    return { file, url, kind, html };
  }).filter((page) => page.kind); // pages that lead on from a former address have no body of their own
}

/** The first page of each kind; of several the one with most to show. */
export function kinds(all) {
  const found = new Map();
  for (const page of all) {
    const known = found.get(page.kind);
    if (!known || page.html.length > known.html.length) found.set(page.kind, page);
  }
  return [...found.values()].sort((a, b) => (a.kind < b.kind ? -1 : 1));
}

const TYPES = {
  ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml", ".json": "application/json", ".xml": "application/xml", ".txt": "text/plain; charset=utf-8",
  ".png": "image/png", ".webp": "image/webp", ".ico": "image/x-icon", ".bib": "application/x-bibtex",
  ".ris": "application/x-research-info-systems",
};

/** Serves a folder with compression, as any host does. */
export async function serve(folder) {
  const server = http.createServer((request, response) => {
    const asked = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    let file = path.join(folder, path.normalize(asked));
    if (asked.endsWith("/")) file = path.join(file, "index.html");
    const found = file.startsWith(folder) && fs.existsSync(file) && fs.statSync(file).isFile();
    if (!found) file = path.join(folder, "404.html");
    if (!fs.existsSync(file)) return response.writeHead(404).end();
    response.writeHead(found ? 200 : 404, {
      "content-type": TYPES[path.extname(file)] ?? "application/octet-stream",
      "content-encoding": "gzip",
      "cache-control": "max-age=600",
    });
    response.end(zlib.gzipSync(fs.readFileSync(file), { level: 6 }));
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

/** Debian's Chromium. */
export const launch = (args = []) => chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", ...args],
});

/** Runs a function for each item, a few at a time. */
export async function each(items, width, run) {
  const left = [...items];
  await Promise.all(Array.from({ length: width }, async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await run(item);
  }));
}

/** Compares with what was approved; UPDATE=1 approves what there is. */
export function approved(file, text) {
  const at = path.join(HERE, "expected", file);
  if (UPDATE) {
    fs.mkdirSync(path.dirname(at), { recursive: true });
    fs.writeFileSync(at, text);
  }
  return fs.existsSync(at) ? fs.readFileSync(at, "utf8") : "";
}
