/** The order in which the site tells of tasks, wherever it names several: words, then numbers, then the theory's own; others follow by name. */
const told = ["news", "eigenvalues", "gaussian-mixture"];

/** Tasks, or what is known of each, in the site's order. */
export function inOrder<Item>(items: readonly Item[], nameOf: (item: Item) => string): readonly Item[] {
  const place = (item: Item) => (told.includes(nameOf(item)) ? told.indexOf(nameOf(item)) : told.length);
  return items.toSorted((a, b) => place(a) - place(b) || nameOf(a).localeCompare(nameOf(b), "en"));
}
