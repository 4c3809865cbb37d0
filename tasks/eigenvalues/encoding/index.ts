/**
 * Encoding: numbers, matrices and spectra as symbols, and back.
 * In: a size, an encoding (P10, P1000, B1999, FP15) and a layout. Out: a codec with its vocabulary, lengths and allowed symbols.
 * Symbols that are no spectrum decode to null, never to an exception.
 */
export { type EncodingName, encodingNames, type NumberEncoding, numberEncoding } from "./number.ts";
export {
  type Guess,
  type Layout,
  layouts,
  type SequenceCodec,
  type SequenceSetting,
  sequenceCodec,
} from "./sequence.ts";
