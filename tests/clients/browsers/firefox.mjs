// Firefox, driven over Marionette, the protocol that it speaks itself:
// https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html
import assert from "node:assert/strict";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { Browser, freePort, PATIENCE, pause, start } from "./browser.mjs";

/** A connection as soon as Firefox listens. */
async function connected(firefox, port, until = Date.now() + PATIENCE) {
  for (;;) {
    const socket = net.connect(port, "127.0.0.1");
    if (await new Promise((done) => socket.once("connect", () => done(true)).once("error", () => done(false)))) return socket;
    assert.ok(Date.now() < until && firefox.isRunning(), "Firefox does not listen");
    await pause(200);
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
}

class Firefox extends Browser {
  constructor(marionette, version, ended) {
    super(`Firefox ${version}`);
    this.marionette = marionette;
    this.ended = ended;
  }

  async go(address) {
    await this.marionette.call("WebDriver:Navigate", { url: address });
  }

  async ask(script) {
    return (await this.marionette.call("WebDriver:ExecuteScript", { script: `return ${script}`, args: [] })).value;
  }

  async click(selector) {
    const { value } = await this.marionette.call("WebDriver:FindElement", { using: "css selector", value: selector });
    await this.marionette.call("WebDriver:ElementClick", { id: Object.values(value)[0] });
  }

  async close() {
    await this.marionette.call("Marionette:Quit", { flags: ["eForceQuit"] }).catch(() => {});
    await this.ended();
  }
}

export async function open() {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), "ibid-firefox-"));
  const port = await freePort();
  fs.writeFileSync(path.join(profile, "user.js"), `user_pref("marionette.port", ${port});\n`);
  // A home of its own: Firefox refuses one that belongs to somebody else.
  const firefox = start("firefox-esr", ["--headless", "--no-remote", "--marionette", "--profile", profile], { HOME: profile });
  const ended = async () => {
    await firefox.end();
    fs.rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const marionette = new Marionette(await connected(firefox, port));
    const { capabilities } = await marionette.call("WebDriver:NewSession", { capabilities: { alwaysMatch: {} } });
    return new Firefox(marionette, capabilities.browserVersion, ended);
  } catch (error) {
    await ended();
    throw error;
  }
}
