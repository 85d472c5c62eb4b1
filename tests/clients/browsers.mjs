// What browsers make of the site of this repository: a footnote opens, a map is drawn and leads to its list, the
// search finds. `node browsers.mjs PUBLISHED [BROWSER…]`, all browsers where none is named.
import assert from "node:assert/strict";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import * as firefox from "./browsers/firefox.mjs";
import * as webkit from "./browsers/webkit.mjs";

const BROWSERS = { firefox, webkit };
const TYPES = {
  ".css": "text/css", ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".json": "application/json", ".svg": "image/svg+xml",
};

/** Serves a folder to this computer. */
async function serve(folder) {
  const server = http.createServer((request, response) => {
    const address = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    const file = path.join(folder, address.endsWith("/") ? `${address}index.html` : address);
    if (!file.startsWith(folder) || !fs.existsSync(file)) return response.writeHead(404).end();
    response.writeHead(200, { "Content-Type": TYPES[path.extname(file)] ?? "application/octet-stream" }).end(fs.readFileSync(file));
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return { server, base: `http://127.0.0.1:${server.address().port}` };
}

const STEPS = {
  async "a footnote opens with its passage"(browser, base) {
    await browser.go(`${base}/topics/berlin-talks/`);
    await browser.click(".body a[role=doc-noteref]");
    await browser.wait("!!document.querySelector('.card:popover-open mark')?.textContent.trim()");
  },

  async "a map has its markers, and they lead to the list"(browser, base) {
    await browser.go(`${base}/places/`);
    const places = await browser.ask("document.querySelectorAll('main figure svg a').length");
    assert.ok(places > 1 && places === await browser.ask("document.querySelectorAll('main figure + ol > li[id]').length"));
    assert.ok(await browser.ask(`(() => {
      const map = document.querySelector("main figure svg").getBoundingClientRect();
      const discs = [...document.querySelectorAll("main figure svg a circle")].map((disc) => disc.getBoundingClientRect());
      return map.width > 300 && map.height > 150 && discs.every((disc) => disc.width > 10 && disc.left >= map.left && disc.right <= map.right && disc.top >= map.top && disc.bottom <= map.bottom);
    })()`), "every marker stands on the map");
    const target = await browser.ask("document.querySelectorAll('main figure svg a')[1].getAttribute('href')");
    await browser.click(`main figure svg a[href="${target}"] circle`);
    await browser.wait("!!document.querySelector('li:target')");
    assert.equal(await browser.ask("'#' + document.querySelector('li:target').id"), decodeURIComponent(target));
  },

  async "the search finds, and a result leads to its page"(browser, base) {
    await browser.go(`${base}/search/?q=Budapest+Memorandum`);
    await browser.wait("document.querySelectorAll('#results li a').length > 1");
    await browser.click("#results li a");
    await browser.wait("!location.pathname.startsWith('/search/') && /Budapest Memorandum/.test(document.querySelector('main').textContent)");
  },
};

const { server, base } = await serve(path.resolve(process.argv[2]));
const names = process.argv.length > 3 ? process.argv.slice(3) : Object.keys(BROWSERS);
try {
  for (const name of names) {
    const browser = await BROWSERS[name].open();
    try {
      for (const [step, run] of Object.entries(STEPS)) {
        await run(browser, base);
        console.log(`ok  ${browser.name}: ${step}`);
      }
    } finally {
      await browser.close();
    }
  }
} finally {
  server.close();
}
process.exit();
