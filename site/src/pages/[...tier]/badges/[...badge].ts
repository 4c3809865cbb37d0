import type { APIRoute, GetStaticPaths } from "astro";
import { type Badge, badgeOf, badgeSvg, shieldsJson } from "../../../badge.ts";
import { loadSite } from "../../../data/index.ts";

/** `badges/<task>/<entry>.svg` and `.json` of every entry of a tier that ranks. */
export const getStaticPaths = (async () => {
  const { tiers, version } = await loadSite();
  return tiers
    .filter(({ ranks }) => ranks)
    .flatMap(({ path, tier, tasks }) =>
      tasks.flatMap((task) =>
        task.entries.flatMap((entry) =>
          (["svg", "json"] as const).map((kind) => ({
            params: {
              tier: path === "" ? undefined : tier,
              badge: `${task.task.name}/${entry.entry}.${kind}`,
            },
            props: { badge: badgeOf(task, entry, version), kind },
          })),
        ),
      ),
    );
}) satisfies GetStaticPaths;

/** One badge. */
export const GET: APIRoute<{ badge: Badge; kind: "svg" | "json" }> = ({ props: { badge, kind } }) =>
  kind === "svg"
    ? new Response(badgeSvg(badge), { headers: { "content-type": "image/svg+xml" } })
    : new Response(shieldsJson(badge), { headers: { "content-type": "application/json" } });
