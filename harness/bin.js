#!/usr/bin/env node
// Starts the command line on the project's own Node, whatever Node started this file.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
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
const { status, signal } = spawnSync(program, [cli, ...process.argv.slice(2)], { stdio: "inherit" });
process.exit(status ?? (signal === "SIGINT" ? 130 : 1));
