// WebKitGTK, the engine of GNOME Web and a relative of Safari's: its small browser on a screen of Xvfb, driven over
// WebDriver: https://www.w3.org/TR/webdriver2/
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { Browser, freePort, PATIENCE, pause, start } from "./browser.mjs";

/** Sends a command to the driver and gives its result. */
async function command(port, method, path, body) {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`,
    { method, body: body && JSON.stringify(body), signal: AbortSignal.timeout(PATIENCE) });
  const { value } = await answer.json();
  if (!answer.ok) throw new Error(`${value.error}: ${value.message}`);
  return value;
}

/** Waits until the driver listens. */
async function listening(driver, port, until = Date.now() + PATIENCE) {
  while (!(await command(port, "GET", "/status").then(({ ready }) => ready, () => false))) {
    assert.ok(Date.now() < until && driver.isRunning(), "WebKitWebDriver does not listen");
    await pause(100);
  }
}

/** The number of the screen, which Xvfb chooses and writes down in a line. Where nobody reads on, it ends. */
async function numberOf(screen) {
  let told = "";
  screen.child.stdout.on("data", (bytes) => (told += bytes));
  for (const until = Date.now() + PATIENCE; !told.endsWith("\n"); await pause(20)) {
    assert.ok(Date.now() < until && screen.isRunning(), "Xvfb does not start");
  }
  return told.trim();
}

class WebKit extends Browser {
  constructor(port, { sessionId, capabilities }, ended) {
    super(`WebKitGTK ${capabilities.browserVersion}`);
    this.send = (method, path, body) => command(port, method, `/session/${sessionId}${path}`, body);
    this.ended = ended;
  }

  async go(address) {
    await this.send("POST", "/url", { url: address });
  }

  async ask(script) {
    return this.send("POST", "/execute/sync", { script: `return ${script}`, args: [] });
  }

  async click(selector) {
    const element = await this.send("POST", "/element", { using: "css selector", value: selector });
    await this.send("POST", `/element/${Object.values(element)[0]}/click`, {});
  }

  async close() {
    await this.send("DELETE", "").catch(() => {});
    await this.ended();
  }
}

export async function open() {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), "ibid-webkit-"));
  const screen = start("Xvfb", ["-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"], {}, "pipe");
  let driver;
  const ended = async () => {
    await driver?.end();
    await screen.end();
    fs.rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const port = await freePort();
    const own = { DISPLAY: `:${await numberOf(screen)}`, GDK_BACKEND: "x11", HOME: home, XDG_RUNTIME_DIR: home };
    driver = start("WebKitWebDriver", [`--port=${port}`, "--host=127.0.0.1"], own);
    await listening(driver, port);
    const session = await command(port, "POST", "/session", { capabilities: { alwaysMatch: {} } });
    return new WebKit(port, session, ended);
  } catch (error) {
    await ended();
    throw error;
  }
}
