import { describe, expect, it } from 'vitest';
import { CallCheckResult, type PathMeasurement } from '#contracts/call-check.ts';
import { judgeCallCheck } from '#contracts/judge-call-check.ts';

type Connected = Extract<PathMeasurement, { isConnected: true }>;

const way = (change: Partial<Connected> = {}): Connected => ({
  path: 'udp',
  isConnected: true,
  bitrateKbps: 900,
  lossPercent: 0.5,
  roundTripMs: 60,
  framesPerS: 25,
  ...change,
});
const closed = (path: PathMeasurement['path'], reason: 'no-media' | 'no-node' | 'no-signalling' = 'no-media') =>
  ({ path, isConnected: false, reason }) as const;
const result = (change: Partial<CallCheckResult> = {}): CallCheckResult => ({
  camera: 'works',
  microphone: 'works',
  speaker: 'heard',
  paths: [way(), way({ path: 'tcp' })],
  ...change,
});

describe('what the facts of a check mean', () => {
  const cases: [string, Partial<CallCheckResult>, ReturnType<typeof judgeCallCheck>][] = [
    ['all works', {}, { verdict: 'good', problems: [] }],
    ['a relay is not needed', { paths: [way(), closed('relay')] }, { verdict: 'good', problems: [] }],
    ['no camera', { camera: 'no-device' }, { verdict: 'voice', problems: ['camera-off'] }],
    ['no microphone', { microphone: 'no-permission' }, { verdict: 'none', problems: ['microphone-off'] }],
    ['a silent microphone', { microphone: 'silent' }, { verdict: 'none', problems: ['microphone-silent'] }],
    ['a silent speaker', { speaker: 'not-heard' }, { verdict: 'none', problems: ['speaker-silent'] }],
    [
      'only TCP gets through',
      { paths: [closed('udp'), way({ path: 'tcp' })] },
      { verdict: 'good', problems: ['udp-blocked'] },
    ],
    [
      'nothing gets through',
      { paths: [closed('udp'), closed('tcp')] },
      { verdict: 'none', problems: ['line-blocked'] },
    ],
    ['no node is up', { paths: [closed('udp', 'no-node')] }, { verdict: 'none', problems: ['service-down'] }],
    ['no signalling', { paths: [closed('udp', 'no-signalling')] }, { verdict: 'none', problems: ['line-blocked'] }],
    [
      'a picture that stands still',
      { paths: [way({ framesPerS: 6 })] },
      { verdict: 'voice', problems: ['picture-too-weak'] },
    ],
    [
      '6 % of the packets lost',
      { paths: [way({ lossPercent: 6 })] },
      { verdict: 'voice', problems: ['picture-too-weak'] },
    ],
    [
      '11 % of the packets lost',
      { paths: [way({ lossPercent: 11 })] },
      { verdict: 'none', problems: ['line-too-weak'] },
    ],
    [
      'a second there and back',
      { paths: [way({ roundTripMs: 1_000 })] },
      { verdict: 'none', problems: ['line-too-weak'] },
    ],
    [
      'a browser that measures no round trip',
      { paths: [way({ roundTripMs: null })] },
      { verdict: 'good', problems: [] },
    ],
    [
      'the call takes UDP, though TCP were better',
      { paths: [way({ lossPercent: 20 }), way({ path: 'tcp' })] },
      { verdict: 'none', problems: ['line-too-weak'] },
    ],
    [
      'the worst first',
      { camera: 'busy', microphone: 'busy', paths: [closed('udp')], speaker: 'not-heard' },
      { verdict: 'none', problems: ['line-blocked', 'microphone-off', 'speaker-silent', 'camera-off'] },
    ],
  ];

  it.each(cases)('%s', (_, change, expected) => {
    expect(judgeCallCheck(CallCheckResult.parse(result(change)))).toEqual(expected);
  });

  it('takes no way twice, and no number that cannot be', () => {
    for (const paths of [
      [way(), way()],
      [way({ lossPercent: 101 })],
      [way({ roundTripMs: -1 })],
      [way({ bitrateKbps: NaN })],
    ]) {
      expect(CallCheckResult.safeParse(result({ paths })).success).toBe(false);
    }
  });
});
