/** The part of URLPattern that the router calls. */
type Matched = { pathname: { groups: Record<string, string> } };
type Matcher = {
  test(input: { pathname: string }): boolean;
  exec(input: { pathname: string }): Matched | null;
};

/**
 * `/alerts/:alertId` as a matcher. Older phones have no URLPattern; of it we only need named segments. `*` takes
 * everything, for the page that says that there is no such page.
 */
export const matchPath = (pattern: string): Matcher => {
  const wanted = pattern.split('/');
  const exec = ({ pathname }: { pathname: string }): Matched | null => {
    if (pattern === '*') return { pathname: { groups: {} } };
    const given = (pathname.length > 1 ? pathname.replace(/\/$/, '') : pathname).split('/');
    if (given.length !== wanted.length) return null;
    const groups: Record<string, string> = {};
    for (const [index, segment] of wanted.entries()) {
      const value = given[index] ?? '';
      if (segment.startsWith(':') && value !== '') groups[segment.slice(1)] = decodeURIComponent(value);
      else if (segment !== value) return null;
    }
    return { pathname: { groups } };
  };
  return { exec, test: (input) => exec(input) !== null };
};
