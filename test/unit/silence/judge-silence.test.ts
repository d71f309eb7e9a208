import { describe, expect, it } from 'vitest';
import { judgeSilence } from '#models/silence/judge-silence.ts';

const MINUTE = 60_000;
const since = Date.UTC(2026, 10, 25, 10);

describe('silence', () => {
  it.each([
    ['a 5-minute sensor', 5, 15, 30],
    ['a 15-minute sensor', 15, 45, 90],
    ['a cuff used twice a day', 720, 36 * 60, 72 * 60],
  ])('of %s warns after three intervals and is urgent after six', (_name, everyMinutes, warn, urgent) => {
    const after = (minutes: number) => judgeSilence(since, everyMinutes * MINUTE, since + minutes * MINUTE);
    const onsetAt = since + warn * MINUTE;
    expect(after(warn - 0.001)).toEqual({ severity: null, onsetAt, changesAt: onsetAt });
    expect(after(warn)).toEqual({ severity: 'moderate', onsetAt, changesAt: since + urgent * MINUTE });
    expect(after(urgent - 0.001).severity).toBe('moderate');
    expect(after(urgent)).toEqual({ severity: 'high', onsetAt, changesAt: null });
  });
});
