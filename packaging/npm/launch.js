#!/usr/bin/env node
// Runs the program of the package for this platform, which npm has installed beside this one.
"use strict";
const { spawn } = require("node:child_process");
const { constants } = require("node:os");

let program;
try {
  program = require.resolve(`ibid-site-${process.platform}-${process.arch}/ibid`);
} catch {
  console.error(
    `ibid-site has no program for ${process.platform} on ${process.arch}, or it was not installed: ` +
      "npm leaves it out with --omit=optional. There are programs for linux on x64 (glibc).",
  );
  process.exit(1);
}
const child = spawn(program, process.argv.slice(2), { stdio: "inherit" });
// Ctrl-C reaches the child as well as this process, which waits for the child's own end.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("error", (error) => {
  console.error(`cannot run ${program}: ${error.message}`);
  process.exit(1);
});
child.on("exit", (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code));
