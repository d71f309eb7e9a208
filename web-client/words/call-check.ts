import { msg, str } from '@lit/localize';
import type {
  CallCheckProblem,
  CallCheckResult,
  CallCheckVerdict,
  CallPath,
  LocalMediaProblem,
  PathMeasurement,
} from '#contracts/call-check.ts';
import { localMediaWords } from './local-media.ts';

/** What a check means for a visit, for whoever made it. */
export const verdictWords = (verdict: CallCheckVerdict): string => {
  switch (verdict) {
    case 'good':
      return msg('Good for a visit');
    case 'voice':
      return msg('It will work, perhaps without picture');
    case 'none':
      return msg('A video visit does not work here yet');
  }
};

/** The same in a few words, beside the name of whoever made it. */
export const verdictShort = (verdict: CallCheckVerdict): string => {
  switch (verdict) {
    case 'good':
      return msg('Check: good');
    case 'voice':
      return msg('Check: perhaps no picture');
    case 'none':
      return msg('Check: does not work');
  }
};

/** For the other side: what was found. */
export const problemShort = (problem: CallCheckProblem): string => {
  switch (problem) {
    case 'service-down':
      return msg('video service was down');
    case 'line-blocked':
      return msg('no way to the video service');
    case 'line-too-weak':
      return msg('line too weak to talk');
    case 'microphone-off':
      return msg('no microphone');
    case 'microphone-silent':
      return msg('microphone silent');
    case 'speaker-silent':
      return msg('hears no sound');
    case 'camera-off':
      return msg('no camera');
    case 'picture-too-weak':
      return msg('line too weak for a picture');
    case 'udp-blocked':
      return msg('no UDP');
  }
};

/** What to do about a camera or microphone that could not be opened. */
export const openingAdvice = (problem: LocalMediaProblem): string => {
  switch (problem) {
    case 'no-permission':
      return msg('Then try again. On a phone, also see in its settings that the browser may use them.');
    case 'no-device':
      return msg('Plug one in, or use a phone or a tablet.');
    case 'busy':
      return msg('Then try again.');
    case 'insecure':
      return msg('Open Kanhu by the link from your clinic.');
    case 'unknown':
      return msg('Switch the device off and on again, then try once more.');
  }
};

export const silentWords = (): string =>
  msg('We hear nothing from the microphone. Some have a switch: turn it on, or choose another one, and speak.');

/** What was found and what to do, for whoever made the check. */
export const problemAdvice = (problem: CallCheckProblem, { camera, microphone }: CallCheckResult): string => {
  switch (problem) {
    case 'service-down':
      return msg(
        'Video calls are down just now. It is not your device. Try again later; your clinic can also phone you.',
      );
    case 'line-blocked':
      return msg(
        'No way to the video service was found. This network may block it: try another one, such as mobile data in place of Wi-Fi.',
      );
    case 'line-too-weak':
      return msg('The line is too weak to talk. Go nearer to the Wi-Fi, or use another network.');
    case 'microphone-off':
      return microphone === 'works' || microphone === 'silent'
        ? ''
        : `${localMediaWords({ microphone, ...(camera === microphone ? { camera } : {}) }) ?? ''} ${openingAdvice(microphone)}`;
    case 'microphone-silent':
      return silentWords();
    case 'speaker-silent':
      return msg('You did not hear the sound. Turn up the volume, and switch off headphones that you do not wear.');
    case 'camera-off':
      // Said of both already.
      return camera === 'works' || camera === microphone
        ? ''
        : `${localMediaWords({ camera }) ?? ''} ${openingAdvice(camera)}`;
    case 'picture-too-weak':
      return msg('The line carries your voice, but the picture may stand still. Go nearer to the Wi-Fi.');
    case 'udp-blocked':
      return msg('The direct way (UDP) is closed in this network. The call takes a detour, and may be less smooth.');
  }
};

const PATH_NAMES = { udp: 'UDP', tcp: 'TCP', relay: 'TURN' } as const satisfies Record<CallPath, string>;

/** Which way is being tried. */
export const tryingWords = (path: CallPath): string => {
  switch (path) {
    case 'udp':
      return msg('Trying the direct way…');
    case 'tcp':
      return msg('Trying the second way…');
    case 'relay':
      return msg('Trying the way through a relay…');
  }
};

/** The numbers of one way, for whoever helps with the network. */
export const measurementWords = (measured: PathMeasurement): string => {
  const name = PATH_NAMES[measured.path];
  if (!measured.isConnected) {
    return measured.reason === 'no-media'
      ? msg(str`${name}: not connected`)
      : msg(str`${name}: not tried, the video service was not reached`);
  }
  const { bitrateKbps, lossPercent, roundTripMs, framesPerS } = measured;
  return [
    msg(str`${name}: connected`),
    msg(str`${bitrateKbps} kbit/s`),
    msg(str`${lossPercent} % lost`),
    roundTripMs === null ? null : msg(str`${roundTripMs} ms there and back`),
    framesPerS === null ? null : msg(str`${framesPerS} pictures a second`),
  ]
    .filter((part) => part !== null)
    .join(' · ');
};
