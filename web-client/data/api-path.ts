/** A request's path: what is put into it is one segment each, whatever it says, and never leads elsewhere. */
export const apiPath = (texts: TemplateStringsArray, ...segments: string[]): string =>
  String.raw({ raw: texts }, ...segments.map(encodeURIComponent));
