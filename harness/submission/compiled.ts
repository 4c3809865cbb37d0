const names: Readonly<Record<string, string>> = {
  ".pyc": "compiled Python",
  ".pyo": "compiled Python",
  ".class": "compiled Java",
  ".jar": "compiled Java",
  ".wasm": "WebAssembly",
  ".so": "a native library",
  ".pyd": "a native library",
  ".node": "a native library",
  ".dll": "a native library",
  ".dylib": "a native library",
  ".a": "a native library",
  ".o": "a native library",
  ".exe": "a native program",
};

/** What compiled files begin with, whatever they are called; `undefined` stands for any byte. */
const beginnings: readonly (readonly [kind: string, bytes: readonly (number | undefined)[]])[] = [
  ["a native program or library", [0x7f, 0x45, 0x4c, 0x46]],
  ["a native program or library", [0xcf, 0xfa, 0xed, 0xfe]],
  ["a native program or library", [0xce, 0xfa, 0xed, 0xfe]],
  ["a native program or library", [0xca, 0xfe, 0xba, 0xbe]],
  ["a native program or library", [0x4d, 0x5a, undefined, 0x00]],
  ["a native library", [0x21, 0x3c, 0x61, 0x72, 0x63, 0x68, 0x3e, 0x0a]],
  ["WebAssembly", [0x00, 0x61, 0x73, 0x6d]],
  // CPython's magic number counts up in the first two bytes; a flag word of small numbers follows.
  ["compiled Python", [undefined, 0x0d, 0x0d, 0x0a, undefined, 0x00, 0x00, 0x00]],
  ["compiled Python", [undefined, 0x0e, 0x0d, 0x0a, undefined, 0x00, 0x00, 0x00]],
];

/** How much of a file's beginning tells. */
export const headBytes = 8;

/** What kind of compiled code a file is, by its name or its beginning; undefined when it is none. */
export function compiledKind(name: string, head: Uint8Array): string | undefined {
  const known = Object.keys(names).find((suffix) => name.toLowerCase().endsWith(suffix));
  if (known !== undefined) return names[known];
  return beginnings.find(([, bytes]) =>
    bytes.every((byte, at) => byte === undefined || byte === head[at]),
  )?.[0];
}
