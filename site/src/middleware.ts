import { defineMiddleware } from "astro:middleware";
import { siteAddress } from "./address.ts";
import { withRelativeLinks } from "./links.ts";

/** Every page's links are made relative; the page of a wrong address is served at any depth, and links from the site's root. */
export const onRequest = defineMiddleware(async ({ url }, next) => {
  const response = await next();
  if (!(response.headers.get("content-type") ?? "").startsWith("text/html")) return response;
  const html = await response.text();
  const told = /^\/404(\.html|\/)?$/.test(url.pathname)
    ? fromRoot(html)
    : withRelativeLinks(html, url.pathname);
  return new Response(told, { status: response.status, headers: response.headers });
});

function fromRoot(html: string): string {
  const { pathname } = siteAddress() ?? new URL("http://nowhere/");
  return html.replaceAll(/\s(href|src)="\/([^"/][^"]*|)"/g, ` $1="${pathname}$2"`);
}
