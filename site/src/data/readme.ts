import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { defineHastPlugin, markdownToHtml } from "satteri";

/**
 * A folder's README.md as HTML for a page that has its own title: without the first heading, other headings one level
 * down, links that lead into the repository as plain text, tables in containers of their own. Undefined without a file.
 */
export function readmeOf(folder: string): string | undefined {
  const file = path.join(folder, "README.md");
  if (!existsSync(file)) return undefined;
  const { html } = markdownToHtml(readFileSync(file, "utf8"), {
    hastPlugins: [dropRawHtml, lowerHeadings, unlinkRepository],
  });
  return html
    .replaceAll("<table>", '<div class="scroll" role="region" aria-label="Table" tabindex="0"><table>')
    .replaceAll("</table>", "</table></div>")
    .replaceAll("<pre>", '<pre tabindex="0">');
}

const dropRawHtml = defineHastPlugin({
  name: "drop-raw-html",
  raw: (node, context) => context.removeNode(node),
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
