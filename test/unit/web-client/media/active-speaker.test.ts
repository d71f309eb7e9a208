import { expect, it } from 'vitest';
import { ActiveSpeaker } from '#web-client/media/active-speaker.ts';

const STEP_MS = 250;

/** What is heard every quarter of a second: of `a` and `b`, how loud each is. Returns who speaks after each. */
const speakersOf = (heard: readonly (readonly [a: number, b: number])[]): (string | null)[] => {
  const speaker = new ActiveSpeaker();
  return heard.map(([a, b], index) =>
    speaker.hear(
      [
        { peerId: 'a', level: a },
        { peerId: 'b', level: b },
      ],
      index * STEP_MS,
    ),
  );
};

it('is nobody until somebody is heard, and the first at once', () => {
  expect(
    speakersOf([
      [0, 0],
      [0.002, 0],
      [0, 0.2],
    ]),
  ).toEqual([null, null, 'b']);
});

it('stays who spoke last while all are silent', () => {
  expect(
    speakersOf([
      [0.3, 0],
      [0, 0],
      [0, 0.001],
    ]),
  ).toEqual(['a', 'a', 'a']);
});

it('changes when somebody else is heard for a while, and not for a cough', () => {
  const cough = [
    [0.2, 0],
    [0.2, 0.4],
    [0.2, 0],
  ] as const;
  const turn = Array.from({ length: 5 }, () => [0, 0.4] as const);
  expect(speakersOf([...cough, ...turn])).toEqual([...Array.from({ length: 7 }, () => 'a'), 'b']);
});

it('forgets who has left', () => {
  const speaker = new ActiveSpeaker();
  expect(speaker.hear([{ peerId: 'a', level: 0.5 }], 0)).toBe('a');
  expect(speaker.hear([{ peerId: 'b', level: 0 }], STEP_MS)).toBeNull();
});
