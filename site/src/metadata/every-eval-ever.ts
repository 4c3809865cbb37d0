import { fullAddress } from "../address.ts";
import { linesByEntry, type Site, type TaskResults, type TierResults } from "../data/index.ts";

/** The version of Every Eval Ever's schema that is followed. */
const schemaVersion = "0.2.1";

/** What an entry scored on the headlines of a tier, in Every Eval Ever's schema; undefined where it is scored nowhere. */
export function evaluationOf(
  { version }: Site,
  { tier, tasks, board }: TierResults,
  id: string,
): object | undefined {
  const scored = tasks.flatMap((task) => {
    const line = linesByEntry(task).get(id);
    return line === undefined ? [] : [{ task, line }];
  });
  const [first] = scored;
  if (first === undefined) return undefined;
  const seconds = String(Math.floor(Date.parse(board.date ?? "1970-01-01T00:00:00Z") / 1000));
  return {
    schema_version: schemaVersion,
    evaluation_id: `collapse-bench-${tier}/${id}/${seconds}`,
    retrieved_timestamp: seconds,
    source_metadata: {
      source_name: "Collapse Bench",
      source_type: "evaluation_run",
      source_organization_name: "Collapse Bench",
      source_organization_url: fullAddress("index.html"),
      evaluator_relationship: first.line.control === null ? "third_party" : "first_party",
    },
    eval_library: { name: "collapse-bench", version },
    model_info: {
      name: first.line.name,
      id: `collapse-bench/${id}`,
      additional_details: {
        kind: "a strategy that selects synthetic data; students are trained by the benchmark",
        division: first.line.division,
      },
    },
    evaluation_results: scored.map(({ task, line }) => resultOf(task, line)),
  };
}

function resultOf({ about, task }: TaskResults, line: TaskResults["entries"][number]): object {
  const { metric, headline } = about;
  const { value, gain } = line;
  const isShare = metric.format === "percent";
  return {
    evaluation_name: task.name,
    source_data: {
      dataset_name: task.name,
      source_type: "other",
      additional_details: { version: String(about.version), hash: about.hash },
    },
    metric_config: {
      evaluation_description: `${metric.title} of the student, ${headline.protocol}, regime ${headline.regime}; a gain is over the generator it learnt from`,
      lower_is_better: false,
      score_type: "continuous",
      min_score: metric.worst,
      max_score: isShare ? 1 : Number.MAX_VALUE,
    },
    score_details: {
      score: value.mean,
      details: { gain: String(gain.mean), verdict: line.verdict, letters: line.letters.join(" ") },
      uncertainty: {
        ...(value.low === null || value.high === null
          ? {}
          : {
              confidence_interval: {
                lower: value.low,
                upper: value.high,
                confidence_level: 0.95,
                method: "Student's t over seeds",
              },
            }),
        num_samples: line.seeds,
      },
    },
  };
}
