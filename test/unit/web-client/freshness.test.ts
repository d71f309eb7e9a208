import { describe, expect, it } from 'vitest';
import { Freshness } from '#web-client/data/freshness.ts';

const WALL = Date.UTC(2026, 10, 26, 14, 0);
/** What the server's clock shows: four minutes ahead of the page's. */
const SERVER = WALL + 4 * 60_000;
const at = (ms: number): Date => new Date(SERVER + ms);

/** A page that has caught up, and its two clocks. */
const openPage = () => {
  let mono = 5_000;
  let wall = WALL;
  const freshness = new Freshness({ mono, wall });
  /** Time passes as a page sees it that looks once a second; the wall clock may be set meanwhile. */
  const wait = (ms: number): void => {
    for (let left = ms; left > 0; left -= 1_000) {
      mono += Math.min(left, 1_000);
      wall += Math.min(left, 1_000);
      expect(freshness.pass({ mono, wall })).toBe(false);
    }
  };
  /** One look after a pause; both clocks say how long it was. */
  const pause = (monoMs: number, wallMs: number): boolean => {
    mono += monoMs;
    wall += wallMs;
    return freshness.pass({ mono, wall });
  };
  freshness.catchUp(at(0), 0);
  return { freshness, wait, pause };
};

describe('how old the data on a page are', () => {
  it('fresh while heartbeats come, and for as long as three of them', () => {
    const { freshness, wait } = openPage();
    for (let beats = 1; beats <= 20; beats += 1) {
      wait(10_000);
      freshness.beat(at(beats * 10_000), 0);
      expect(freshness.staleness).toBeNull();
    }
    wait(30_000);
    expect(freshness.staleness).toBeNull();
    wait(1_000);
    expect(freshness.staleness).toEqual({ reason: 'silent', ageMs: 31_000, knownAt: at(200_000) });
    wait(60_000);
    expect(freshness.staleness?.ageMs).toBe(91_000);
    freshness.beat(at(291_000), 0);
    expect(freshness.staleness).toBeNull();
  });

  it('lost: the age is that of the last word, not of the loss, and only catching up ends it', () => {
    const { freshness, wait } = openPage();
    wait(8_000);
    freshness.lose();
    wait(2_000);
    expect(freshness.staleness).toBeNull();
    wait(1_000);
    expect(freshness.staleness).toEqual({ reason: 'lost', ageMs: 11_000, knownAt: at(0) });
    // Lost again while it is lost, and a heartbeat of a connection that has not brought what was missed.
    freshness.lose();
    freshness.beat(at(11_000), 0);
    expect(freshness.staleness).toMatchObject({ reason: 'lost', ageMs: 11_000 });
    freshness.catchUp(at(11_000), 0);
    expect(freshness.staleness).toBeNull();
  });

  it('behind: what the service itself does not know counts as not known', () => {
    const { freshness, wait } = openPage();
    freshness.beat(at(0), 20_000);
    expect(freshness.staleness).toBeNull();
    wait(10_000);
    freshness.beat(at(10_000), 30_001);
    expect(freshness.staleness).toEqual({ reason: 'behind', ageMs: 30_001, knownAt: at(-20_001) });
    // Who opens the page then is told at once.
    const late = openPage();
    late.freshness.catchUp(at(0), 3_600_000);
    expect(late.freshness.staleness).toEqual({ reason: 'behind', ageMs: 3_600_000, knownAt: at(-3_600_000) });
  });

  it('a wall clock that is wrong or set back makes nothing fresher', () => {
    const { freshness, wait, pause } = openPage();
    wait(20_000);
    expect(pause(1_000, -3_600_000)).toBe(false);
    wait(10_000);
    expect(freshness.staleness).toEqual({ reason: 'silent', ageMs: 31_000, knownAt: at(0) });
  });

  it('a machine that slept counts its sleep, whether its monotonic clock did or not', () => {
    for (const monoMs of [600_000, 500]) {
      const { freshness, pause } = openPage();
      expect(pause(monoMs, 600_000)).toBe(true);
      expect(freshness.staleness).toMatchObject({ ageMs: 600_000, knownAt: at(0) });
    }
  });

  it('a page in the background, whose timers rest for a minute, has not stood still', () => {
    const { freshness, pause } = openPage();
    expect(pause(60_500, 60_500)).toBe(false);
    expect(freshness.staleness?.reason).toBe('silent');
    expect(pause(76_000, 76_000)).toBe(true);
  });
});
