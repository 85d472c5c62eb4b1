// What Firefox makes of the site of this repository: a footnote opens, and a map is drawn and leads to its list.
// `node firefox.mjs PUBLISHED`. Firefox is driven over Marionette, the protocol that it speaks itself:
// https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import net from "node:net";
import os from "node:os";
import path from "node:path";

const published = path.resolve(process.argv[2]);
const TYPES = { ".css": "text/css", ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".svg": "image/svg+xml" };
const PATIENCE = 60_000;

const server = http.createServer((request, response) => {
  const address = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
  const file = path.join(published, address.endsWith("/") ? `${address}index.html` : address);
  if (!file.startsWith(published) || !fs.existsSync(file)) return response.writeHead(404).end();
  response.writeHead(200, { "Content-Type": TYPES[path.extname(file)] ?? "application/octet-stream" }).end(fs.readFileSync(file));
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const base = `http://127.0.0.1:${server.address().port}`;

/** A port that nobody listens at. */
async function freePort() {
  const probe = net.createServer();
  await new Promise((ready) => probe.listen(0, "127.0.0.1", ready));
  const { port } = probe.address();
  await new Promise((done) => probe.close(done));
  return port;
}

const profile = fs.mkdtempSync(path.join(os.tmpdir(), "ibid-firefox-"));
const port = await freePort();
fs.writeFileSync(path.join(profile, "user.js"), `user_pref("marionette.port", ${port});\n`);
// A home of its own: Firefox refuses one that belongs to somebody else.
const firefox = spawn("firefox-esr", ["--headless", "--no-remote", "--marionette", "--profile", profile],
  { stdio: "ignore", env: { ...process.env, HOME: profile } });

/** A connection as soon as Firefox listens. */
async function connected(until = Date.now() + PATIENCE) {
  for (;;) {
    const socket = net.connect(port, "127.0.0.1");
    if (await new Promise((done) => socket.once("connect", () => done(true)).once("error", () => done(false)))) return socket;
    assert.ok(Date.now() < until && firefox.exitCode === null, "Firefox does not listen");
    await new Promise((done) => setTimeout(done, 200));
  }
}

/** Sends a command and gives its result. Messages are `LENGTH:JSON`, with the length in bytes. */
class Marionette {
  constructor(socket) {
    this.waiting = new Map();
    this.sent = 0;
    this.socket = socket;
    let received = Buffer.alloc(0);
    socket.on("data", (bytes) => {
      received = Buffer.concat([received, bytes]);
      for (let colon; (colon = received.indexOf(":")) > 0;) {
        const end = colon + 1 + Number(received.subarray(0, colon));
        if (received.length < end) return;
        const message = JSON.parse(received.subarray(colon + 1, end));
        received = received.subarray(end);
        // The first one says what Firefox is.
        if (!Array.isArray(message)) continue;
        const [, id, error, result] = message;
        const { resolve, reject } = this.waiting.get(id);
        error ? reject(new Error(`${error.error}: ${error.message}`)) : resolve(result);
      }
    });
  }

  call(name, params = {}) {
    const id = ++this.sent;
    const json = JSON.stringify([0, id, name, params]);
    this.socket.write(`${Buffer.byteLength(json)}:${json}`);
    return new Promise((resolve, reject) => this.waiting.set(id, { resolve, reject }));
  }

  async ask(script) {
    return (await this.call("WebDriver:ExecuteScript", { script: `return ${script}`, args: [] })).value;
  }

  async click(selector) {
    const { value } = await this.call("WebDriver:FindElement", { using: "css selector", value: selector });
    await this.call("WebDriver:ElementClick", { id: Object.values(value)[0] });
  }

  async wait(script, until = Date.now() + PATIENCE / 4) {
    while (!(await this.ask(script))) {
      assert.ok(Date.now() < until, `not so in Firefox: ${script}`);
      await new Promise((done) => setTimeout(done, 50));
    }
  }
}

try {
  const browser = new Marionette(await connected());
  const { capabilities } = await browser.call("WebDriver:NewSession", { capabilities: { alwaysMatch: {} } });
  const go = (page) => browser.call("WebDriver:Navigate", { url: base + page });

  await go("/topics/berlin-talks/");
  await browser.click(".body a[role=doc-noteref]");
  await browser.wait("!!document.querySelector('.card:popover-open mark')?.textContent.trim()");
  console.log(`ok  Firefox ${capabilities.browserVersion}: a footnote opens with its passage`);

  await go("/places/");
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
  console.log("ok  Firefox: a map has its markers, and they lead to the list");
  await browser.call("Marionette:Quit", { flags: ["eForceQuit"] }).catch(() => {});
} finally {
  firefox.kill();
  server.close();
  await new Promise((done) => (firefox.exitCode === null && firefox.signalCode === null ? firefox.once("exit", done) : done()));
  fs.rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
}
process.exit();
