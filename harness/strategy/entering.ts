/** What a command is given before it starts. */
export interface Entering {
  /** The `cgroup.procs` of the groups it starts in. */
  readonly entrances?: readonly string[] | undefined;
  /** A file that it finds open for reading. */
  readonly open?: { readonly fd: number; readonly file: string } | undefined;
}

/**
 * `argv` by way of a shell that prepares for it and then becomes it. Also makes it first in line when the machine
 * runs out of memory: then it is the strategy that ends, not the harness.
 */
export function entering(argv: readonly string[], { entrances = [], open }: Entering): readonly string[] {
  if (process.platform !== "linux") return argv;
  const script = [
    "echo 1000 > /proc/self/oom_score_adj",
    ...entrances.map((entrance) => `echo 0 > ${quoted(entrance)} || exit`),
    `exec "$@"${open === undefined ? "" : ` ${open.fd}< ${quoted(open.file)}`}`,
  ];
  return ["/bin/sh", "-c", script.join("\n"), "sh", ...argv];
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
