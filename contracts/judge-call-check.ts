import {
  CALL_CHECK_PROBLEMS,
  CALL_PATHS,
  type CallCheckProblem,
  type CallCheckResult,
  type CallCheckVerdict,
  type PathMeasurement,
} from './call-check.ts';

type Connected = Extract<PathMeasurement, { isConnected: true }>;

/**
 * ITU-T G.114: beyond 400 ms from mouth to ear, 800 ms there and back, no conversation can be planned with. Measured is the
 * way to the node alone; the other person's own comes on top. Worked example: 500 ms to the node and 100 ms of theirs
 * are slow and can be talked over, 700 ms and 100 ms cannot.
 */
const SOUND_ROUND_TRIP_MS = 600;
/** Speech goes out with forward error correction and is sent again when lost; beyond a tenth words are missing. */
const SOUND_LOSS_PERCENT = 10;
/** Below this a face is a row of stills. Worked example: 12 a second is jerky and still a face, 6 is not. */
const PICTURE_FRAMES_PER_S = 8;
/** Each lost packet of a picture stops it until it was sent again: beyond these it stands still more than it moves. */
const PICTURE_LOSS_PERCENT = 5;
const PICTURE_ROUND_TRIP_MS = 500;

/** Where the browser does not say how long the way is, what arrived speaks for itself. */
const isWithin = ({ lossPercent, roundTripMs }: Connected, maxLossPercent: number, maxRoundTripMs: number): boolean =>
  lossPercent <= maxLossPercent && (roundTripMs ?? 0) <= maxRoundTripMs;

const carriesSound = (way: Connected): boolean => isWithin(way, SOUND_LOSS_PERCENT, SOUND_ROUND_TRIP_MS);

const carriesPicture = (way: Connected): boolean =>
  isWithin(way, PICTURE_LOSS_PERCENT, PICTURE_ROUND_TRIP_MS) &&
  (way.framesPerS === null || way.framesPerS >= PICTURE_FRAMES_PER_S);

/** The way that a call takes: the first that connects, whether or not a later one were better. */
export const pathOfCall = (paths: readonly PathMeasurement[]): Connected | null => {
  for (const name of CALL_PATHS) {
    const found = paths.find(({ path }) => path === name);
    if (found?.isConnected) return found;
  }
  return null;
};

const lineProblems = (paths: readonly PathMeasurement[]): CallCheckProblem[] => {
  if (paths.length === 0) return [];
  const way = pathOfCall(paths);
  if (way === null) {
    const isServiceDown = paths.every((path) => !path.isConnected && path.reason === 'no-node');
    return [isServiceDown ? 'service-down' : 'line-blocked'];
  }
  const problems: CallCheckProblem[] = [];
  if (!carriesSound(way)) problems.push('line-too-weak');
  else if (!carriesPicture(way)) problems.push('picture-too-weak');
  if (paths.some(({ path, isConnected }) => path === 'udp' && !isConnected)) problems.push('udp-blocked');
  return problems;
};

const SERIOUS: ReadonlySet<CallCheckProblem> = new Set([
  'service-down',
  'line-blocked',
  'line-too-weak',
  'microphone-off',
  'microphone-silent',
  'speaker-silent',
]);
const WITHOUT_PICTURE: ReadonlySet<CallCheckProblem> = new Set(['camera-off', 'picture-too-weak']);

/** What a check's facts mean for a visit: a conversation needs both voices; the picture may be missing. */
export const judgeCallCheck = ({
  camera,
  microphone,
  speaker,
  paths,
}: CallCheckResult): { verdict: CallCheckVerdict; problems: CallCheckProblem[] } => {
  const found = new Set<CallCheckProblem>(lineProblems(paths));
  if (microphone === 'silent') found.add('microphone-silent');
  else if (microphone !== 'works') found.add('microphone-off');
  if (speaker === 'not-heard') found.add('speaker-silent');
  if (camera !== 'works') found.add('camera-off');
  const problems = CALL_CHECK_PROBLEMS.filter((problem) => found.has(problem));
  const verdict = problems.some((problem) => SERIOUS.has(problem))
    ? 'none'
    : problems.some((problem) => WITHOUT_PICTURE.has(problem))
      ? 'voice'
      : 'good';
  return { verdict, problems };
};
