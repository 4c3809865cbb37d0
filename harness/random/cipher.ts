import { createCipheriv } from "node:crypto";
import type { RandomGenerator } from "pure-rand/types/RandomGenerator";

const bytesAtOnce = 1024;
const nothing = Buffer.alloc(bytesAtOnce);

/** Numbers of AES-256 in counter mode, 32 bits each, little end first; `key` has 32 bytes. */
export function cipherGenerator(key: Buffer): Pick<RandomGenerator, "next"> {
  const cipher = createCipheriv("aes-256-ctr", key, Buffer.alloc(16));
  let block = nothing;
  let at = bytesAtOnce;
  return {
    next() {
      if (at === bytesAtOnce) {
        block = cipher.update(nothing);
        at = 0;
      }
      const value = block.readInt32LE(at);
      at += 4;
      return value;
    },
  };
}
