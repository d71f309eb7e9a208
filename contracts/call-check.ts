import { z } from 'zod';
import { Instant } from './ids.ts';

/** Why a camera or microphone could not be opened. */
export const LOCAL_MEDIA_PROBLEMS = [
  /** The person, the browser's settings or the page's policy said no. */
  'no-permission',
  /** There is none, or the one that was chosen is gone. */
  'no-device',
  /** Another program has it, or the system failed to open it. */
  'busy',
  /** The page was not loaded over https (or from this machine), so the browser offers no devices at all. */
  'insecure',
  'unknown',
] as const;
export type LocalMediaProblem = (typeof LOCAL_MEDIA_PROBLEMS)[number];

/** The ways to a media node, in the order in which a call takes them: directly over UDP, over TCP, through a relay. */
export const CALL_PATHS = ['udp', 'tcp', 'relay'] as const;
export type CallPath = (typeof CALL_PATHS)[number];

export const PATH_FAILURES = [
  /** The server has no media node to offer: nothing here is wrong. */
  'no-node',
  /** Our own server, or the media node's signalling, cannot be reached from here. */
  'no-signalling',
  /** The node talks to us, but no media arrive this way. */
  'no-media',
] as const;

/** What the person's own camera and microphone were like when the media node sent them back. */
export const PathMeasurement = z.discriminatedUnion('isConnected', [
  z.strictObject({ path: z.enum(CALL_PATHS), isConnected: z.literal(false), reason: z.enum(PATH_FAILURES) }),
  z.strictObject({
    path: z.enum(CALL_PATHS),
    isConnected: z.literal(true),
    /** Received back, sound and picture together. */
    bitrateKbps: z.number().min(0).max(100_000),
    lossPercent: z.number().min(0).max(100),
    /** Null where the browser did not measure it. */
    roundTripMs: z.number().min(0).max(60_000).nullable(),
    /** Null where no picture was sent. */
    framesPerS: z.number().min(0).max(240).nullable(),
  }),
]);
export type PathMeasurement = z.infer<typeof PathMeasurement>;

/** What a check before a call found: facts only; `judgeCallCheck` says what they mean. */
export const CallCheckResult = z.strictObject({
  camera: z.enum(['works', ...LOCAL_MEDIA_PROBLEMS]),
  /** `silent`: it is open, and nothing comes from it. */
  microphone: z.enum(['works', 'silent', ...LOCAL_MEDIA_PROBLEMS]),
  /** What the person answered after a sound was played. */
  speaker: z.enum(['heard', 'not-heard']),
  /** Each way once; none where there was nothing to send. */
  paths: z
    .array(PathMeasurement)
    .max(CALL_PATHS.length)
    .refine((paths) => new Set(paths.map(({ path }) => path)).size === paths.length, 'each way is measured once'),
});
export type CallCheckResult = z.infer<typeof CallCheckResult>;

export const CALL_CHECK_VERDICTS = [
  'good',
  /** It will work, perhaps without picture. */
  'voice',
  /** It does not work here. */
  'none',
] as const;
export type CallCheckVerdict = (typeof CALL_CHECK_VERDICTS)[number];

/** What stands in the way, or is worth knowing, the worst first. */
export const CALL_CHECK_PROBLEMS = [
  'service-down',
  'line-blocked',
  'line-too-weak',
  'microphone-off',
  'microphone-silent',
  'speaker-silent',
  'camera-off',
  'picture-too-weak',
  /** The direct way is closed; the call takes another one. */
  'udp-blocked',
] as const;
export type CallCheckProblem = (typeof CALL_CHECK_PROBLEMS)[number];

/** The newest check of one participant, as the others of the visit see it. */
export const CallCheckSummary = z.strictObject({
  checkedAt: Instant,
  verdict: z.enum(CALL_CHECK_VERDICTS),
  problems: z.array(z.enum(CALL_CHECK_PROBLEMS)),
});
export type CallCheckSummary = z.infer<typeof CallCheckSummary>;
