/** The site's own address of a path such as `tasks/news/`, under the base path it is built for. */
export function link(path = ""): string {
  return linkUnder(import.meta.env.BASE_URL, path);
}

/** As `link`, with the base path given; base and path with or without slashes at their ends. */
export function linkUnder(base: string, path: string): string {
  const clean = base.replace(/^\/+|\/+$/g, "");
  return `${clean === "" ? "" : `/${clean}`}/${path.replace(/^\/+/, "")}`;
}
