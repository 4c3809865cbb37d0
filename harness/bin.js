#!/usr/bin/env node
// Starts the command line on the project's own Node, whatever Node started this file, and passes every signal on to it.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import path from "node:path";

const root = path.dirname(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname));
const own = path.join(
  root,
  "node_modules",
  "node",
  "bin",
  process.platform === "win32" ? "node.exe" : "node",
);
const program = existsSync(own) ? own : process.execPath;
const cli = path.join(root, "harness", "cli.ts");
// By the end of the channel the command line notices when this process is killed.
const stdio = ["inherit", "inherit", "inherit", "ipc"];
// Code is compiled once, and not by every process anew.
const env = { NODE_COMPILE_CACHE: path.join(root, "node_modules", ".cache", "compiled"), ...process.env };
const child = spawn(program, [cli, ...process.argv.slice(2)], { stdio, env });

// Those that stop a terminal's job (SIGTSTP and its like) reach the whole job anyway.
const passedOn = ["HUP", "INT", "QUIT", "TERM", "USR1", "USR2", "ALRM", "CONT", "WINCH"].map(
  (name) => `SIG${name}`,
);
for (const signal of passedOn.filter((name) => name in constants.signals))
  process.on(signal, () => child.kill(signal));
child.on("exit", (status, signal) => process.exit(status ?? 128 + constants.signals[signal]));
