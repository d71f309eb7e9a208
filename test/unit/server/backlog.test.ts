import { describe, expect, it } from 'vitest';
import { Backlog, type Waiting } from '#server/realtime/backlog.ts';

const waiting = (oldest: bigint, newest = oldest): Waiting => ({ oldest, newest });
const nothing: Waiting = { oldest: null, newest: null };

describe('how long the oldest of what waits has been waiting', () => {
  it('nothing waits, or it waits for the first time', () => {
    const backlog = new Backlog();
    expect([backlog.look(nothing, 0), backlog.look(waiting(5n), 10_000)]).toEqual([0, 0]);
  });

  it('the same waits on', () => {
    const backlog = new Backlog();
    backlog.look(waiting(5n), 0);
    expect([backlog.look(waiting(5n, 9n), 10_000), backlog.look(waiting(5n, 30n), 20_000)]).toEqual([10_000, 20_000]);
  });

  it('what waited went on, and something newer waits', () => {
    const backlog = new Backlog();
    backlog.look(waiting(5n, 6n), 0);
    expect(backlog.look(waiting(7n), 10_000)).toBe(0);
    expect(backlog.look(nothing, 20_000)).toBe(0);
    expect(backlog.look(waiting(8n), 30_000)).toBe(0);
  });

  it('a queue that moves, but slower than it grows', () => {
    const backlog = new Backlog();
    backlog.look(waiting(1n, 1_000n), 0);
    backlog.look(waiting(400n, 2_000n), 10_000);
    expect(backlog.look(waiting(800n, 3_000n), 20_000)).toBe(20_000);
    expect(backlog.look(waiting(1_200n, 4_000n), 30_000)).toBe(20_000);
  });
});
