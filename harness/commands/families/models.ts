/** Commands on language models. */
import { type Command, Option } from "commander";
import { defaultHub } from "../../inbound/index.ts";
import { knownModels } from "../../model-store/index.ts";
import { schedules } from "../../proposers/index.ts";
import { fetchModelNamed, importModelAt, printModels, removeModelNamed, showModel } from "../model.ts";
import { checkModelNamed } from "../model-check.ts";
import { proposeForFile, scoreFile } from "../model-texts.ts";
import { trainOnFile } from "../model-train.ts";
import {
  parseCount,
  parsePositive,
  parseSeed,
  parseShare,
  parseSize,
  withModel,
  withTaking,
} from "../options.ts";
import { checkedFolders } from "../workspace.ts";

export function declareModels(program: Command): void {
  const models = program
    .command("model")
    .description("Bring in language models (docs/language-models.md), kept by name in the cache.");

  withTaking(models.command("import"))
    .argument(
      "<source>",
      "a folder in the hub's layout: config.json, tokenizer.json, *.safetensors; or a file .gguf",
    )
    .description("Check a model's files and store them.")
    .action(async (source: string, options, command: Command) => {
      process.exitCode = await importModelAt(checkedFolders(command.optsWithGlobals()), source, options);
    });

  withTaking(models.command("fetch"))
    .argument("<model>", `${Object.keys(knownModels).join(", ")}, or OWNER/NAME; with @REVISION if not main`)
    .description("Download a model from the hub, check and store it; a stopped download goes on.")
    .option("--hub <url>", "the hub or a mirror of it", defaultHub)
    .action(async (model: string, options, command: Command) => {
      process.exitCode = await fetchModelNamed(checkedFolders(command.optsWithGlobals()), model, options);
    });

  models
    .command("list")
    .description("Show the stored models.")
    .option("--json", "print JSON", false)
    .action(async (options, command: Command) => {
      process.exitCode = await printModels(checkedFolders(command.optsWithGlobals()), options);
    });

  models
    .command("show")
    .argument("<name>")
    .description("Read a stored model's files through and show what it is.")
    .option("--json", "print JSON", false)
    .action(async (name: string, options, command: Command) => {
      process.exitCode = await showModel(checkedFolders(command.optsWithGlobals()), name, options);
    });

  models
    .command("remove")
    .argument("<name>")
    .description("Remove a stored model.")
    .action(async (name: string, _options, command: Command) => {
      process.exitCode = await removeModelNamed(checkedFolders(command.optsWithGlobals()), name);
    });

  withModel(models.command("check"))
    .description(
      "Have a model write about three articles and read what it wrote: figures, speed, what is wrong.",
    )
    .option("--json", "print JSON", false)
    .action(async (model: string, options, command: Command) => {
      process.exitCode = await checkModelNamed(checkedFolders(command.optsWithGlobals()), model, options);
    });

  withModel(models.command("propose"))
    .argument("<file>", 'prompts, one JSON object a line: {"prompt": …}')
    .description(
      "Have a model write texts for prompts; a server's or a trainer's answers are kept, and not asked again.",
    )
    .requiredOption("--out <file>", "where the texts go, one JSON object a line")
    .addOption(
      new Option("--search <kind>", "how texts are found")
        .choices(["greedy", "sample", "beam"])
        .default("sample"),
    )
    .option("--candidates <n>", "texts for each prompt", parseSize, 4)
    .option("--temperature <t>", "of drawn texts", parsePositive, 1)
    .option("--top-p <share>", "of the probability that is drawn from", parseShare, 1)
    .option("--max-tokens <n>", "most symbols of a text", parseSize, 64)
    .option("--seed <n>", "of the draws", parseSeed, 0)
    .action(async (model: string, file: string, options, command: Command) => {
      process.exitCode = await proposeForFile(
        checkedFolders(command.optsWithGlobals()),
        model,
        file,
        options,
      );
    });

  withModel(models.command("score"))
    .argument("<file>", 'pairs, one JSON object a line: {"prompt": …, "text": …}')
    .description(
      "Have a model say how likely texts are after their prompts; kept like the texts of `propose`.",
    )
    .requiredOption("--out <file>", "where the scores go, one JSON object a line")
    .action(async (model: string, file: string, options, command: Command) => {
      process.exitCode = await scoreFile(checkedFolders(command.optsWithGlobals()), model, file, options);
    });

  withModel(models.command("train"))
    .argument("<file>", 'examples, one JSON object a line: {"prompt": …, "text": …, "weight": …}')
    .description(
      "Have a trainer train a model on examples, and write the whole model; a stopped training goes on.",
    )
    .requiredOption("--out <folder>", "where the model goes, in the hub's layout")
    .requiredOption("--steps <n>", "steps", parseSize)
    .option("--batch <n>", "examples a step", parseSize, 16)
    .option("--learning-rate <rate>", "of Adam, after the warm-up", parsePositive, 1e-4)
    .option("--warmup <n>", "steps to it", parseCount, 0)
    .addOption(
      new Option("--schedule <how>", "the rate after the warm-up").choices(schedules).default("constant"),
    )
    .option("--clip-norm <norm>", "gradients are scaled down to this global norm", parsePositive, 1)
    .option("--longest <n>", "most symbols of prompt and text together", parseSize, 1024)
    .option("--seed <n>", "of the examples' order, and of what is new", parseSeed, 0)
    .option("--lora-rank <n>", "train an adapter of this rank instead of all weights", parseSize)
    .option("--lora-alpha <a>", "its scale (default: twice the rank)", parsePositive)
    .option("--lora-targets <names...>", "the matrices it is added to", ["q_proj", "v_proj"])
    .action(async (model: string, file: string, options, command: Command) => {
      const trainer = options.trainer ?? "transformers";
      const folders = checkedFolders(command.optsWithGlobals());
      process.exitCode = await trainOnFile(folders, model, file, { ...options, trainer });
    });
}
