import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { defineHastPlugin, markdownToHtml } from "satteri";

/**
 * A folder's README.md as HTML for a page that has its own title: without the first heading, other headings one level
 * down, links that lead into the repository as plain text, tables in containers of their own. Undefined without a file.
 */
export function readmeOf(folder: string): string | undefined {
  const file = path.join(folder, "README.md");
  return existsSync(file) ? htmlFrom(readFileSync(file, "utf8"), "readme-", lowerHeadings) : undefined;
}

/** Markdown as HTML in the same way, for a page of which it is all; ids of headings begin with `ids`. */
export function htmlFrom(
  markdown: string,
  ids: string,
  headings: typeof dropTitle | typeof lowerHeadings = dropTitle,
): string {
  const { html } = markdownToHtml(markdown, { hastPlugins: [dropRawHtml, headings, unlinkRepository] });
  const regions = [...html.matchAll(/<table>/g)].length;
  let table = 0;
  return withHeadingIds(html, ids)
    .replaceAll(/<th( [^>]*)?><\/th>/g, "<td$1></td>")
    .replaceAll("<table>", () => {
      table++;
      const name = regions === 1 ? "Table" : `Table ${table}`;
      return `<div class="scroll" role="region" aria-label="${name}" tabindex="0"><table>`;
    })
    .replaceAll("</table>", "</table></div>")
    .replaceAll("<pre>", '<pre tabindex="0">');
}

function withHeadingIds(html: string, ids: string): string {
  const taken = new Map<string, number>();
  return html.replaceAll(/<(h[2-6])>(.*?)<\/\1>/gs, (_, tag: string, inner: string) => {
    const name = inner
      .replaceAll(/<[^>]*>|&[a-z]+;/g, "")
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}]+/gu, "-")
      .replaceAll(/^-|-$/g, "");
    const times = (taken.get(name) ?? 0) + 1;
    taken.set(name, times);
    return `<${tag} id="${ids}${name}${times === 1 ? "" : `-${times}`}">${inner}</${tag}>`;
  });
}

const dropRawHtml = defineHastPlugin({
  name: "drop-raw-html",
  raw: (node, context) => context.removeNode(node),
});

const dropTitle = defineHastPlugin({
  name: "drop-title",
  element: { filter: ["h1"], visit: (node, context) => context.removeNode(node) },
});

const lowerHeadings = defineHastPlugin({
  name: "lower-headings",
  element: {
    filter: ["h1", "h2", "h3", "h4"],
    visit(node, context) {
      if (node.tagName === "h1") return context.removeNode(node);
      return { ...node, tagName: `h${Number(node.tagName.slice(1)) + 1}` };
    },
  },
});

const unlinkRepository = defineHastPlugin({
  name: "unlink-repository",
  element: {
    filter: ["a", "img"],
    visit(node) {
      const target = String(node.properties?.["href"] ?? node.properties?.["src"] ?? "");
      if (node.tagName === "a" && /^(https?:|#)/.test(target)) return undefined;
      return { type: "element", tagName: "span", properties: {}, children: node.children };
    },
  },
});
