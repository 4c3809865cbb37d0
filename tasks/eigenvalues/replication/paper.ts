import { OneOpen, type ReplicationContext, type StudyPoint } from "../../../harness/study/index.ts";
import { measureBeams } from "./beams.ts";
import { chosenErrors, type MeasuredSeries } from "./measured.ts";
import type { ReplicationSetting } from "./settings.ts";
import { type Measures, openSetup, type SeedOfSteps, type Setup } from "./setup.ts";
import { choosingStudent, droppingStudent, unverifiedStudent } from "./verified.ts";

type PaperPoint = StudyPoint<Measures>;

/** Measures Table 1 and Figure 4 on every seed, and the larger budget beside them. */
export async function measurePaper(context: ReplicationContext<ReplicationSetting>): Promise<MeasuredSeries> {
  const { setting } = context;
  const { beams, noisy, unverified } = setting;
  const { larger } = noisy;
  await using setups = new OneOpen((request: SeedOfSteps) => openSetup(context, request, "verified"));
  const board = pointMaker(setups, setting.setting.training.steps, "");
  const beyond = larger && pointMaker(setups, larger.steps, `, ${larger.steps} steps`);
  const chosen = chosenErrors(setting);
  const found = await context.points([
    board.generator(),
    ...board.curve("beams", beams.widths, (setup, width) => measureBeams(setup, width, setting)),
    ...board.curve("dropping", noisy.errors, (setup, error) => droppingStudent(setup, error, noisy.keep)),
    ...board.curve("choosing", chosen, (setup, error) => choosingStudent(setup, error, noisy.keep)),
    ...board.curve("unverified", unverified, (setup, multiple) =>
      unverifiedStudent(setup, multiple * setting.setting.real),
    ),
    ...(beyond === undefined
      ? []
      : [
          beyond.generator(),
          ...beyond.curve("dropping", noisy.errors, (setup, error) =>
            droppingStudent(setup, error, larger!.keep),
          ),
        ]),
  ]);
  /** What a maker's generator and one of its curves have, over seeds. */
  const generatorOf = (maker: typeof board) => found.get(maker.nameOf("generator"))!;
  const curveOf = (maker: typeof board, what: string, values: readonly number[]) =>
    new Map(values.map((value) => [value, found.get(maker.nameOf(what, value))!]));
  return {
    generator: generatorOf(board),
    beams: curveOf(board, "beams", beams.widths),
    dropping: curveOf(board, "dropping", noisy.errors),
    choosing: curveOf(board, "choosing", chosen),
    unverified: curveOf(board, "unverified", unverified),
    larger: beyond && {
      generator: generatorOf(beyond),
      dropping: curveOf(beyond, "dropping", noisy.errors),
    },
  };
}

/** Makes points of models that are trained for `steps`; `suffix` ends their names. */
function pointMaker(setups: OneOpen<SeedOfSteps, Setup>, steps: number, suffix: string) {
  const open = (seed: number) => setups.at({ seed, steps });

  /** The name of a curve's point, or of what is no curve. */
  function nameOf(what: string, value?: number): string {
    return `${value === undefined ? what : `${what} ${value}`}${suffix}`;
  }

  function generator(): PaperPoint {
    return {
      what: nameOf("generator"),
      key: { what: "evaluation", steps },
      measure: async (seed) => (await open(seed)).generator.evaluate(),
    };
  }

  function curve(
    what: string,
    values: readonly number[],
    work: (setup: Setup, value: number) => Promise<Measures>,
  ): readonly PaperPoint[] {
    return values.map((value) => ({
      what: nameOf(what, value),
      key: { what, value, steps },
      measure: async (seed) => work(await open(seed), value),
    }));
  }

  return { nameOf, generator, curve };
}
