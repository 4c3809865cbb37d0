import type { APIRoute, GetStaticPaths } from "astro";
import { loadSite, overviewOf, overviewTable, type TaskResults, viewTable } from "../../../data/index.ts";
import { tableScript } from "../../../scripts.ts";
import type { TableData } from "../../../table/index.ts";

export const getStaticPaths = (async () => {
  const { tiers } = await loadSite();
  return tiers.flatMap(({ path, tier, tasks, variants }) => {
    const isShown = ({ entries }: TaskResults) => entries.length > 0;
    const shown = tasks.filter(isShown);
    const tables = [
      overviewTable(overviewOf(shown), shown),
      ...[...shown, ...variants.filter(isShown)].flatMap((task) =>
        task.views.map((view) => viewTable(task, view)),
      ),
    ];
    return tables.map((table) => ({
      params: { tier: path === "" ? undefined : tier, table: table.key },
      props: { table },
    }));
  });
}) satisfies GetStaticPaths;

/** A board's data, as a script that hands it to the page's own. */
export const GET: APIRoute<{ table: TableData }> = ({ props }) =>
  new Response(tableScript(props.table), { headers: { "content-type": "text/javascript" } });
