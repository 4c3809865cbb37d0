import type { APIRoute, GetStaticPaths } from "astro";
import { csvOf, type Table } from "../../../../../../harness/analysis/index.ts";
import { boardsOf, tierPages } from "../../../../data/index.ts";

export const getStaticPaths = (async () =>
  (await tierPages()).flatMap(({ params, props: { results } }) =>
    boardsOf(results).flatMap(({ task, tables }) =>
      tables.map((table) => ({
        params: { ...params, task: task.name, table: table.name },
        props: { table },
      })),
    ),
  )) satisfies GetStaticPaths;

/** One table of a task, as `collapse-bench tables --format csv` prints it. */
export const GET: APIRoute<{ table: Table }> = ({ props: { table } }) =>
  new Response(csvOf(table), { headers: { "content-type": "text/csv; charset=utf-8" } });
