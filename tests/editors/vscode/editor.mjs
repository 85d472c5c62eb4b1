// Visual Studio Code with the extension, as code-server serves it to a browser.

import { spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const HERE = dirname(fileURLToPath(import.meta.url));
export const REPOSITORY = join(HERE, "../../..");
const IBID = join(REPOSITORY, "target/debug/ibid");
const CODE = join(HERE, "node_modules/code-server/out/node/entry.js");
const EXTENSION = join(REPOSITORY, "editors/vscode/ibid.vsix");
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** What a person would have set too; and nothing that goes to the network or asks questions. */
const SETTINGS = {
  "ibid.path": IBID,
  "extensions.autoCheckUpdates": false,
  "git.enabled": false,
  "telemetry.telemetryLevel": "off",
  "security.workspace.trust.enabled": false,
  "terminal.integrated.gpuAcceleration": "off",
  "workbench.startupEditor": "none",
  "editor.minimap.enabled": false,
  "editor.wordWrap": "on",
};

/** A port that is free now. */
function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Runs a program to its end. */
export function run(program, args, cwd) {
  return spawnSync(program, args, { cwd, encoding: "utf8", timeout: 60_000 });
}

export class Editor {
  /** Starts the editor with the site that `ibid init` makes. */
  static async start() {
    const editor = new Editor();
    try {
      await editor.#start();
    } catch (error) {
      await editor.stop();
      throw error;
    }
    return editor;
  }

  async #start() {
    this.folder = mkdtempSync(join(tmpdir(), "ibid-vscode-"));
    this.site = join(this.folder, "my-site");
    const made = run(IBID, ["init", this.site]);
    if (made.status !== 0) throw new Error(made.stderr);
    const data = join(this.folder, "data");
    mkdirSync(join(data, "User"), { recursive: true });
    // What opens a browser writes down the address instead.
    const programs = join(this.folder, "bin");
    mkdirSync(programs);
    writeFileSync(join(programs, "xdg-open"), `#!/bin/sh\nprintf '%s' "$1" > '${join(this.folder, "opened")}'\n`);
    chmodSync(join(programs, "xdg-open"), 0o755);
    const settings = { ...SETTINGS, "terminal.integrated.env.linux": { PATH: `${programs}:${process.env.PATH}` } };
    writeFileSync(join(data, "User/settings.json"), JSON.stringify(settings));
    const env = { ...process.env, HOME: this.folder };
    for (const name of Object.keys(env)) if (/^(VSCODE|XDG)_/.test(name)) delete env[name];
    const shared = [CODE, "--user-data-dir", data, "--extensions-dir", join(this.folder, "extensions")];
    const installed = spawnSync("node", [...shared, "--install-extension", EXTENSION], { env, encoding: "utf8" });
    if (installed.status !== 0) throw new Error(installed.stdout + installed.stderr);
    const port = await freePort();
    const quiet = ["telemetry", "update-check", "workspace-trust", "getting-started-override"];
    const options = ["--auth", "none", "--bind-addr", `127.0.0.1:${port}`, ...quiet.map((what) => `--disable-${what}`)];
    this.server = spawn("node", [...shared, ...options], { env, stdio: ["ignore", "pipe", "pipe"], detached: true });
    this.said = "";
    for (const stream of [this.server.stdout, this.server.stderr]) stream.on("data", (data) => (this.said += data));
    await this.until("the server", () => fetch(`http://127.0.0.1:${port}/healthz`).then((answer) => answer.ok, () => false));
    this.browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
    this.page = await this.browser.newPage({ viewport: { width: 1120, height: 620 } });
    await this.page.goto(`http://127.0.0.1:${port}/?folder=${this.site}`);
    await this.page.waitForSelector(".monaco-workbench .explorer-folders-view");
  }

  async stop() {
    await this.browser?.close();
    // With the language server and the preview, which are its children.
    if (this.server?.exitCode === null) process.kill(-this.server.pid);
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Waits until something holds. */
  async until(what, holds) {
    for (const end = Date.now() + 30_000; Date.now() < end; ) {
      if (await holds()) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`${what} did not come\n${this.said}`);
  }

  read(path) {
    return readFileSync(join(this.site, path), "utf8");
  }

  has(path) {
    return existsSync(join(this.site, path));
  }

  /** The address that was opened in a browser. */
  async opened() {
    const file = join(this.folder, "opened");
    await this.until("the browser", () => existsSync(file) && readFileSync(file, "utf8") !== "");
    return readFileSync(file, "utf8");
  }

  press(...keys) {
    return keys.reduce((before, key) => before.then(() => this.page.keyboard.press(key)), Promise.resolve());
  }

  type(text) {
    return this.page.keyboard.type(text);
  }

  /** Waits until an input has the keyboard, and writes into it. */
  async fill(input, text) {
    await this.page.waitForFunction((selector) => document.activeElement?.matches(selector), input);
    await this.press("Control+A");
    await this.type(text);
  }

  /** Chooses the row of the quick input that has these words. */
  async choose(key, words) {
    await this.press(key);
    await this.page.waitForFunction(() => document.activeElement?.matches(".quick-input-widget input"));
    await this.type(words);
    await this.page.waitForSelector(`.quick-input-list .monaco-list-row.focused:has-text("${words.split("/").at(-1)}")`);
    await this.press("Enter");
  }

  async open(path) {
    await this.choose("Control+P", path);
    await this.page.waitForSelector(`.tab.active:has-text("${path.split("/").at(-1)}")`);
    await this.page.waitForSelector(".editor-instance .view-line");
  }

  command(title) {
    return this.choose("F1", title);
  }

  /** Selects the first occurrence of some words in the file that is open. */
  async select(words) {
    await this.press("Control+Home", "Control+F");
    await this.fill(".find-widget textarea", words);
    await this.page.waitForSelector('.find-widget .matchesCount:has-text("1 of")');
    await this.press("Escape");
  }

  /** Saves all files, and waits until the text of one of them, as it is on disk, is as it should be. */
  async save(path, holds) {
    const text = () => (this.has(path) ? this.read(path) : "");
    // What was typed last may not have reached the document yet.
    for (const end = Date.now() + 10_000; Date.now() < end; ) {
      await this.press("Control+K", "s");
      for (let tries = 0; tries < 20; tries += 1) {
        if (holds(text())) return;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
    throw new Error(`${path} was saved as:\n${text()}`);
  }
}
