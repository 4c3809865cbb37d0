import { lstatSync } from "node:fs";
import path from "node:path";
import type { CheckParams } from "../config/index.ts";
import { divisionOf, isAbove } from "./division.ts";
import { isLeftOut } from "./files.ts";
import type { Manifest } from "./manifest.ts";

/** What is wrong with a manifest in its surroundings, and where in it. */
export interface Complaint {
  readonly at: PropertyKey[];
  readonly message: string;
  readonly params: CheckParams;
}

/** A submission's folder and the names of its files. */
interface Tree {
  readonly folder: string;
  readonly files: ReadonlySet<string>;
}

/** Whether `run` starts what is there; what `setup` makes will be there later. */
export function complaintsAboutRun(
  { run: [program, ...args], setup }: Manifest,
  tree: Tree,
): readonly Complaint[] {
  if (setup.length > 0)
    return tree.files.has(path.posix.normalize(program!)) ? aboutProgram(program!, tree) : [];
  const own = args.flatMap((name, place) => {
    const isScript = script.test(name) && !/^-|\s/.test(name) && !path.isAbsolute(name);
    if (!isScript || args[place - 1] === "-m" || tree.files.has(path.posix.normalize(name))) return [];
    return [aboutRun(place + 1, ...missing(name))];
  });
  return [...aboutProgram(program!, tree), ...own];
}

/** What interpreters are given; other arguments may mean anything. */
const script = /\.(ts|mts|cts|js|mjs|cjs|py|pl|rb|sh|lua|jl|r|php|awk)$/i;

function aboutProgram(program: string, { folder, files }: Tree): readonly Complaint[] {
  if (path.isAbsolute(program)) return [];
  const name = path.posix.normalize(program);
  if (!program.includes("/")) {
    if (!files.has(program)) return [];
    const mend = `Write ./${program} for the file of the folder.`;
    return [aboutRun(0, `${program} is looked for among the machine's programs`, mend)];
  }
  if (!files.has(name)) return [aboutRun(0, ...missing(program))];
  if ((lstatSync(path.join(folder, name)).mode & 0o111) !== 0) return [];
  const mend = "Make it executable (chmod +x), or start it through its interpreter.";
  return [aboutRun(0, `${program} cannot be executed`, mend)];
}

function missing(name: string): [message: string, mend: string] {
  const parts = path.posix.normalize(name).split("/");
  const isHidden = parts.some((part) => part !== ".." && isLeftOut(part));
  return [
    `names ${name}, which is not among the submission's files`,
    isHidden
      ? "Move the file: what is hidden, in __pycache__ or in node_modules is no part of a submission."
      : "Add the file, or correct its name.",
  ];
}

function aboutRun(place: number, message: string, mend: string): Complaint {
  return { at: ["run", place], message, params: { rule: "run", mend } };
}

/** Whether the tasks named are there. */
export function complaintsAboutTasks(
  { tasks, only }: Manifest,
  known: readonly string[],
): readonly Complaint[] {
  const expected = [...known].sort().join(", ");
  const unknown = (at: PropertyKey[], name: string): Complaint => {
    return {
      at,
      message: `there is no task "${name}"`,
      params: { rule: "task", expected, mend: "Name one of these." },
    };
  };
  const own = tasks === "all" ? known : tasks;
  const narrowed = Object.entries(only).flatMap(([variant, names]) =>
    names.map((name, place) => ({ at: ["only", variant, place], name })),
  );
  return [
    ...own.flatMap((name, place) => (known.includes(name) ? [] : [unknown(["tasks", place], name)])),
    ...narrowed.flatMap(({ at, name }) => {
      if (!known.includes(name)) return [unknown(at, name)];
      return own.includes(name) ? [] : [notItsOwn(at, name)];
    }),
  ];
}

function notItsOwn(at: PropertyKey[], name: string): Complaint {
  const mend = "Add it to `tasks`, or remove it here.";
  return { at, message: `the submission takes no part in "${name}"`, params: { rule: "task", mend } };
}

/** Whether its division lets it ask for what it says it cannot do without. */
export function complaintsAboutAsks({ asks, asksMore, division }: Manifest): readonly Complaint[] {
  const lists = [
    { key: ["asks"], list: asks },
    ...Object.entries(asksMore).map(([variant, list]) => ({ key: ["asksMore", variant], list })),
  ];
  return lists.flatMap(({ key, list }) =>
    list.flatMap((asked, place) => {
      if (asked === "several-candidates" || !isAbove(asked, division)) return [];
      const mend = `Declare \`division: ${divisionOf[asked]}\`, or do without.`;
      const message = `"${asked}" is stronger than the division, "${division}"`;
      return [{ at: [...key, place], message, params: { rule: "asks", mend } }];
    }),
  );
}
