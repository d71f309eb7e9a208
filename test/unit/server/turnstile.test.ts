import { describe, expect, it } from 'vitest';
import { Turnstile } from '#server/realtime/turnstile.ts';

/** Somebody who stays inside until told to leave. */
const visitor = (turnstile: Turnstile, goesFirst = false) => {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const state = { isInside: false };
  const passed = turnstile.pass(
    () => {
      state.isInside = true;
      return promise;
    },
    { goesFirst },
  );
  return { state, passed, leave: resolve, fail: reject };
};

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a turnstile', () => {
  it('lets so many through at once, and the next when one has left', async () => {
    const turnstile = new Turnstile(2);
    const visitors = [visitor(turnstile), visitor(turnstile), visitor(turnstile), visitor(turnstile)];
    const inside = () => visitors.map(({ state }) => state.isInside);
    await settled();
    expect(inside()).toEqual([true, true, false, false]);
    visitors[1]?.leave('b');
    expect(await visitors[1]?.passed).toBe('b');
    await settled();
    expect(inside()).toEqual([true, true, true, false]);
  });

  it('lets those who go first through before those who came earlier', async () => {
    const turnstile = new Turnstile(1);
    const [inside, early, late] = [visitor(turnstile), visitor(turnstile), visitor(turnstile, true)];
    inside.leave('');
    await settled();
    expect([early.state.isInside, late.state.isInside]).toEqual([false, true]);
    late.leave('');
    await settled();
    expect(early.state.isInside).toBe(true);
  });

  it('gives the place of one who failed to the next, and is free again when all have left', async () => {
    const turnstile = new Turnstile(1);
    const [inside, next] = [visitor(turnstile), visitor(turnstile)];
    inside.fail(new Error('gone'));
    await expect(inside.passed).rejects.toThrow('gone');
    next.leave('');
    await next.passed;
    const later = visitor(turnstile);
    await settled();
    expect(later.state.isInside).toBe(true);
  });
});
