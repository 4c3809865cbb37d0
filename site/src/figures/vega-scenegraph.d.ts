/** The part of vega-scenegraph that is used; the package has no types of its own. */
declare module "vega-scenegraph" {
  export const textMetrics: {
    width: (item: { readonly fontSize?: number }, text: unknown) => number;
  };
}
