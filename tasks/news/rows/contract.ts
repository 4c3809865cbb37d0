/** Why a row cannot be read. */
export type UnreadableReason =
  | "invalid-utf8"
  | "invalid-json"
  | "repeated-key"
  | "line-too-long"
  | "wrong-field-count";

/**
 * A row and where it begins: for text files the line, counted from 1, with the byte in it where a line holds several
 * rows (`3:1205`); for Parquet the number of the row. It has the values wanted, or a reason why it has none.
 */
export type RawRow =
  | { readonly place: string; readonly values: Readonly<Record<string, unknown>> }
  | {
      readonly place: string;
      readonly skip: UnreadableReason;
      /** Where it breaks off, as `line:byte`, where that is known. */
      readonly breakAt?: string;
    };

/** What was read: its name, its length and SHA-256 as it lay there, before anything was unpacked. */
export interface ReadFile {
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** A file opened far enough to know its columns. It is read once, so a pipe will do. */
export interface RowSource extends AsyncDisposable {
  /** The header, the schema, or the keys of the first objects. */
  readonly columns: readonly string[];
  /** True where later rows may have further columns. */
  readonly isSample: boolean;
  /** In words: format, packing, encoding and dialect. */
  readonly form: string;
  /** All rows in order, once; only the wanted columns need to be read. */
  rows(wanted: readonly string[]): AsyncIterable<RawRow>;
  /** Of everything, read to the end. */
  source(): Promise<ReadFile>;
}

/** Kinds of file that can be read. */
export const FORMATS = ["json", "csv", "tsv", "parquet"] as const;
export type FileFormat = (typeof FORMATS)[number];

/** What the caller knows of a file; whatever is left out is decided by looking. */
export interface ReadOptions {
  readonly format?: FileFormat;
  /** A name the WHATWG Encoding Standard knows, such as `windows-1252` or `utf-16le`. */
  readonly encoding?: string;
  /** One character. */
  readonly delimiter?: string;
  /** One character, or `none`. */
  readonly quote?: string;
  /** `\` or the quote itself, which is then doubled. */
  readonly escape?: string;
  /** True for names among which are the columns that the caller needs. */
  readonly fits: (columns: readonly string[]) => boolean;
  /** An empty place on disk, for what has to be read at random but comes from a pipe. */
  readonly scratch: () => Promise<string>;
}
