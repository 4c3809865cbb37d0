import type { APIRoute, GetStaticPaths } from "astro";
import { boardsOf, type PlayedEntry, playedEntries, tierPages } from "../../../../../data/index.ts";
import { runsScript } from "../../../../../scripts.ts";
import { runDataOf } from "../../../../../table/index.ts";

export const getStaticPaths = (async () =>
  (await tierPages()).flatMap(({ params, props: { results } }) =>
    playedEntries(boardsOf(results)).map((played) => ({
      params: { ...params, task: played.task.task.name, entry: played.id },
      props: { played },
    })),
  )) satisfies GetStaticPaths;

/** All runs of an entry on a task, as a script that hands them to the page that compares two. */
export const GET: APIRoute<{ played: PlayedEntry }> = ({ props: { played } }) => {
  const { id, task, records } = played;
  return new Response(runsScript(`${task.task.name}/${id}`, records.map(runDataOf)), {
    headers: { "content-type": "text/javascript" },
  });
};
