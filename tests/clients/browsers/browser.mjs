// What browsers have in common, however they are driven: `open()` of each file beside this one gives a `Browser`.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import net from "node:net";

/** Milliseconds until something that should happen counts as not happening. */
export const PATIENCE = 60_000;

export const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/** A port that nobody listens at. */
export async function freePort() {
  const probe = net.createServer();
  await new Promise((ready) => probe.listen(0, "127.0.0.1", ready));
  const { port } = probe.address();
  await new Promise((done) => probe.close(done));
  return port;
}

/** A program that was started, with some variables of its own; `end` returns when it has ended. */
export function start(program, args, variables, stdout = "ignore") {
  const child = spawn(program, args, { stdio: ["ignore", stdout, "ignore"], env: { ...process.env, ...variables } });
  let failure;
  child.once("error", (error) => (failure = error));
  const isRunning = () => !failure && child.exitCode === null && child.signalCode === null;
  return {
    child,
    isRunning,
    async end() {
      if (!isRunning()) return;
      const exit = new Promise((done) => child.once("exit", done));
      child.kill();
      await exit;
    },
  };
}

/** A window of a browser. `go` opens an address, `ask` gives the value of an expression, `click` clicks an element. */
export class Browser {
  constructor(name) {
    this.name = name;
  }

  /** Waits until an expression is true. */
  async wait(script, until = Date.now() + PATIENCE / 4) {
    while (!(await this.ask(script))) {
      assert.ok(Date.now() < until, `not so in ${this.name}: ${script}`);
      await pause(50);
    }
  }
}
