/** The site's own address of a path such as `tasks/news/`, from its root; `withRelativeLinks` makes it one from the page. */
export function link(path = ""): string {
  return `/${path.replace(/^\/+/, "")}`;
}

/**
 * A page with its links from the root made relative to where it lies, folders with their `index.html`, so that the same files work at the
 * root of a host, below a path, and from a disk. Text is left alone: only tags are looked at.
 */
export function withRelativeLinks(html: string, page: string): string {
  return html.replaceAll(/<(?:a|link|img|script|source|form)\b[^>]*>/g, (tag) =>
    tag.replaceAll(
      /\s(href|src|srcset|data-scripts|data-root|data-site)="\/([^"/][^"]*|)"/g,
      (_, name: string, target: string) =>
        ` ${name}="${name.startsWith("data-") ? relativeFolder(page, target) : relativeLink(page, target)}"`,
    ),
  );
}

/** From a page's path below the root to another's. */
export function relativeLink(page: string, target: string): string {
  const [, path = "", rest = ""] = /^([^?#]*)(.*)$/s.exec(target)!;
  const file = /(^|\/)$/.test(path) ? `${path}index.html` : path;
  return relativeFolder(page, `${file}${rest}`);
}

function relativeFolder(page: string, target: string): string {
  const depth = page.replace(/^\//, "").split("/").length - 1;
  return depth === 0 && target === "" ? "./" : `${"../".repeat(depth)}${target}`;
}
