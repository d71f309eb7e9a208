import { describe, expect, it } from 'vitest';
import { matchPath } from '#web-client/routing/path-pattern.ts';

const groups = (pattern: string, pathname: string) => matchPath(pattern).exec({ pathname })?.pathname.groups ?? null;

describe('a page’s path', () => {
  it.each([
    ['/', '/', {}],
    ['/alerts/:alertId', '/alerts/a1', { alertId: 'a1' }],
    ['/alerts/:alertId', '/alerts/a1/', { alertId: 'a1' }],
    ['/alerts/:alertId', '/alerts/', null],
    ['/alerts/:alertId', '/alerts/a1/more', null],
    ['/alerts/:alertId', '/patients/a1', null],
    ['*', '/anything/at/all', {}],
  ])('%s matches %s as %o', (pattern, pathname, expected) => {
    expect(groups(pattern, pathname)).toEqual(expected);
    expect(matchPath(pattern).test({ pathname })).toBe(expected !== null);
  });
});
