type Child = Node | string;

/** An element with attributes and children; an attribute that is undefined is left out. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string | undefined>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** The one element that a page must have. Throws where the page was built without it. */
export function found<Kind extends Element>(within: ParentNode, selector: string): Kind {
  const element = within.querySelector<Kind>(selector);
  if (element === null) throw new Error(`the page has no ${selector}`);
  return element;
}

/** Gives a parent these children in this order. Those that stay are not touched, which is most of what a browser has to do for a row. */
export function arrange(parent: ParentNode & Node, children: readonly Element[]): void {
  const kept = new Set(children);
  for (const child of [...parent.children]) if (!kept.has(child)) child.remove();
  let next = parent.firstElementChild;
  for (const child of children)
    if (child === next) next = next.nextElementSibling;
    else parent.insertBefore(child, next);
}

const loading = new Map<string, Promise<void>>();

/** Loads a script of the site once; modules and requests would not work from a disk. */
export function loadScript(address: string): Promise<void> {
  const known = loading.get(address);
  if (known !== undefined) return known;
  const loaded = new Promise<void>((resolve, reject) => {
    const script = element("script", { src: address });
    script.addEventListener("load", () => resolve());
    script.addEventListener("error", () => reject(new Error(`${address} did not load`)));
    document.head.append(script);
  });
  loading.set(address, loaded);
  return loaded;
}

/** Puts a reader's choice into the page's address, without a new step in its history. */
export function replaceQuery(query: string): void {
  const { pathname, hash } = window.location;
  history.replaceState(null, "", `${pathname}${query}${hash}`);
}
