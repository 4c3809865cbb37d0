import assert from "node:assert/strict";
import { test } from "node:test";
import { startLlama } from "../../harness/models/gguf/index.ts";
import { failsWith } from "../inbound/folder.ts";

test("where the package is missing, the error says how to install it", async () => {
  await assert.rejects(
    startLlama("cpu", "a-package-that-is-not-there"),
    failsWith("gguf-peer-missing", /npm install --no-save --save-optional node-llama-cpp@3\.21\.1/),
  );
});

test("a device that llama.cpp does not have is refused before anything is loaded", async () => {
  await assert.rejects(
    startLlama("tfjs:wasm"),
    failsWith("gguf-device", /tfjs:wasm Name one of auto, cpu and cuda/),
  );
});
