/** `model …`: language models, brought in and kept by name. */
import path from "node:path";
import { explain } from "../errors/index.ts";
import { columns, count } from "../format/index.ts";
import { isAccepted, storing } from "../inbound/index.ts";
import {
  fetchModel,
  importModel,
  listModels,
  type ModelInfo,
  readModelInfo,
  removeModel,
  verifyModel,
  writingModels,
} from "../model-store/index.ts";
import type { Folders } from "../task/index.ts";
import { say } from "./execute.ts";
import { type ExitCode, exitCodes } from "./exit.ts";
import { modelsDirOf } from "./model-named.ts";

interface TakingOptions {
  readonly name?: string;
  readonly replace?: boolean;
  readonly acceptLicence?: boolean;
}

/** Stores the model of a folder, or of a GGUF file, once its licence is accepted. */
export async function importModelAt(
  folders: Folders,
  source: string,
  { name, replace, acceptLicence }: TakingOptions,
): Promise<ExitCode> {
  const info = await importModel({
    source: path.resolve(source),
    modelsDir: modelsDirOf(folders),
    ...(name !== undefined && { name }),
    ...(replace !== undefined && { replace }),
    confirm: (terms) => asked(terms, "Use it under these terms?", acceptLicence),
    progress: say,
  });
  console.log(modelText(info));
  return exitCodes.ok;
}

/** Downloads and stores a model of a hub once its licence is accepted. */
export async function fetchModelNamed(
  folders: Folders,
  model: string,
  { name, replace, acceptLicence, hub }: TakingOptions & { readonly hub?: string },
): Promise<ExitCode> {
  const token = process.env["HF_TOKEN"];
  const info = await fetchModel({
    model,
    modelsDir: modelsDirOf(folders),
    ...(name !== undefined && { name }),
    ...(replace !== undefined && { replace }),
    ...(hub !== undefined && { hub }),
    ...(token !== undefined && { token }),
    confirm: (terms) => asked(terms, "Download it under these terms?", acceptLicence),
    progress: say,
  });
  console.log(modelText(info));
  return exitCodes.ok;
}

/** Prints the stored models. */
export async function printModels(folders: Folders, { json }: { readonly json: boolean }): Promise<ExitCode> {
  const modelsDir = modelsDirOf(folders);
  const models = await listModels(modelsDir, (problem) => say(explain(problem)));
  if (json) console.log(JSON.stringify(models, null, 2));
  else if (models.length === 0) say(`No models in ${modelsDir}.`);
  else
    console.log(
      columns(
        models.map((info) => [
          info.name,
          `${count(info.parameters)} parameters`,
          info.types.join(", "),
          info.sha256.slice(0, 12),
          info.origin,
          info.licence,
        ]),
        [1],
      ),
    );
  return exitCodes.ok;
}

/** Reads a stored model's files through and prints what is known of it. */
export async function showModel(
  folders: Folders,
  name: string,
  { json }: { readonly json: boolean },
): Promise<ExitCode> {
  const info = await verifyModel(modelsDirOf(folders), name);
  console.log(json ? JSON.stringify(info, null, 2) : modelText(info));
  return exitCodes.ok;
}

/** Removes a stored model. */
export async function removeModelNamed(folders: Folders, name: string): Promise<ExitCode> {
  const modelsDir = modelsDirOf(folders);
  const { files } = await readModelInfo(modelsDir, name);
  await storing(writingModels(modelsDir), () => removeModel(modelsDir, name));
  console.log(`Removed ${name}, ${megabytes(files)} MB. Results with it stay where they are.`);
  return exitCodes.ok;
}

function asked(terms: string, question: string, accepted = false): Promise<boolean> {
  const { stdin, stderr } = process;
  return isAccepted(terms, question, { stdin, stderr, accepted });
}

function modelText(info: ModelInfo): string {
  const { hashes } = info;
  const files = info.files.map(({ name, role, bytes, sha256 }) => [
    `  ${name}`,
    role,
    count(bytes),
    sha256.slice(0, 12),
  ]);
  return [
    `${info.name}: ${info.architecture}, ${count(info.parameters)} parameters in ${info.types.join(", ")}, ${megabytes(info.files)} MB`,
    `  from ${info.origin}`,
    `  licence: ${info.licence}`,
    `  ${info.layers} layers, ${info.width} wide, ${info.heads} heads (${info.keyValueHeads} of keys and values), output ${info.isTied ? "tied" : "of its own"}`,
    `  vocabulary ${count(info.vocabulary)}, ${info.positions === null ? "positions not stated" : `${count(info.positions)} positions`}`,
    `  SHA-256 ${info.sha256}`,
    `    weights ${hashes.weights}`,
    `    tokenizer ${hashes.tokenizer}`,
    `    configuration ${hashes.configuration}`,
    columns(files, [2]),
  ].join("\n");
}

function megabytes(files: ModelInfo["files"]): string {
  return (files.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6).toFixed(1);
}
