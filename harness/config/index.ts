/**
 * Config: YAML and JSON files become checked values, or an error that names file, line, field and fix.
 * In: a path and a zod schema. Out: the parsed value. Nothing past this door handles unchecked input.
 * Used for manifests, tasks and result records, so that all three fail in the same words.
 */
export type { CheckParams, FileKind } from "./issues.ts";
export { checkJsonText, parseJsonFile, parseJsonText } from "./json.ts";
export { readText } from "./text.ts";
export { parseYamlFile, parseYamlText, type YamlLimits } from "./yaml.ts";
