import { OneOpen, type ReplicationContext, type StudyPoint } from "../../../harness/study/index.ts";
import { measureBeams } from "./beams.ts";
import { chosenErrors, type MeasuredSeries } from "./measured.ts";
import type { ReplicationSetting } from "./settings.ts";
import { type Measures, openSetup, type SeedOfSteps, type Setup } from "./setup.ts";
import { choosingStudent, droppingStudent, unverifiedStudent } from "./verified.ts";

type Setups = OneOpen<SeedOfSteps, Setup>;

/** A point of Table 1 or Figure 4, and where its value goes. */
interface PaperPoint {
  readonly point: StudyPoint<Measures>;
  readonly into: Measures[];
}

/** Measures Table 1 and Figure 4 on every seed, and the larger budget after them. */
export async function measurePaper(context: ReplicationContext<ReplicationSetting>): Promise<MeasuredSeries> {
  const { setting, seeds } = context;
  const { larger } = setting.noisy;
  await using setups = new OneOpen((request: SeedOfSteps) => openSetup(context, request, "verified"));
  const board = {
    ...noneYet(),
    beams: new Map<number, Measures[]>(),
    choosing: new Map<number, Measures[]>(),
    unverified: new Map<number, Measures[]>(),
  };
  const beyond = larger && noneYet();
  const plan = seeds.flatMap((seed) => boardPoints(setting, setups, seed, board));
  const after = beyond && seeds.flatMap((seed) => largerPoints(setting, setups, seed, beyond));
  await measureInto(context, [...plan, ...(after ?? [])]);
  return { ...board, larger: beyond };
}

async function measureInto(
  { points }: ReplicationContext<ReplicationSetting>,
  plan: readonly PaperPoint[],
): Promise<void> {
  const values = await points(plan.map(({ point }) => point));
  for (const [place, { into }] of plan.entries()) into.push(values[place]!);
}

/** A generator and its students, not measured yet. */
function noneYet() {
  return { generator: [] as Measures[], dropping: new Map<number, Measures[]>() };
}

/** One seed at the board's budget. */
function boardPoints(
  setting: ReplicationSetting,
  setups: Setups,
  seed: number,
  into: ReturnType<typeof noneYet> & Record<"beams" | "choosing" | "unverified", Map<number, Measures[]>>,
): readonly PaperPoint[] {
  const { beams, noisy, unverified } = setting;
  const { pointOf, curve } = pointMaker(setups, seed, setting.setting.training.steps, "");
  return [
    pointOf("generator", { what: "evaluation" }, into.generator, ({ generator }) => generator.evaluate()),
    ...curve("beams", beams.widths, into.beams, (setup, width) => measureBeams(setup, width, setting)),
    ...curve("dropping", noisy.errors, into.dropping, (setup, error) =>
      droppingStudent(setup, error, noisy.keep),
    ),
    ...curve("choosing", chosenErrors(setting), into.choosing, (setup, error) =>
      choosingStudent(setup, error, noisy.keep),
    ),
    ...curve("unverified", unverified, into.unverified, (setup, multiple) =>
      unverifiedStudent(setup, multiple * setting.setting.real),
    ),
  ];
}

/** One seed at the larger budget. */
function largerPoints(
  { noisy: { errors, larger } }: ReplicationSetting,
  setups: Setups,
  seed: number,
  into: ReturnType<typeof noneYet>,
): readonly PaperPoint[] {
  const { steps, keep } = larger!;
  const { pointOf, curve } = pointMaker(setups, seed, steps, `, ${steps} steps`);
  return [
    pointOf("generator", { what: "evaluation" }, into.generator, ({ generator }) => generator.evaluate()),
    ...curve("dropping", errors, into.dropping, (setup, error) => droppingStudent(setup, error, keep)),
  ];
}

/** Makes points of a seed whose models are trained for `steps`; `suffix` ends their names. */
function pointMaker(setups: Setups, seed: number, steps: number, suffix: string) {
  function pointOf(
    name: string,
    key: { readonly what: string; readonly value?: number },
    into: Measures[],
    work: (setup: Setup) => Promise<Measures>,
  ): PaperPoint {
    const measure = async () => work(await setups.at({ seed, steps }));
    return { point: { seed, what: `${name}${suffix}`, key: { ...key, steps }, measure }, into };
  }

  function curve(
    what: string,
    values: readonly number[],
    into: Map<number, Measures[]>,
    work: (setup: Setup, value: number) => Promise<Measures>,
  ): readonly PaperPoint[] {
    return values.map((value) => {
      const list = into.get(value) ?? [];
      into.set(value, list);
      return pointOf(`${what} ${value}`, { what, value }, list, (setup) => work(setup, value));
    });
  }

  return { pointOf, curve };
}
