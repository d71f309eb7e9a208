import { msg, str } from '@lit/localize';
import type { LineLevel } from '#contracts/media.ts';
import type { TheirPicture } from '../media/remote-people.ts';
import type { NetworkQuality } from '../media/session.ts';

/** Of our own line: the other's is told of where their picture is missing. */
export const lineWords = (level: LineLevel): string => {
  switch (level) {
    case 'good':
      return msg('Your line is good.');
    case 'fair':
      return msg('Your line is fair.');
    case 'poor':
      return msg('Your line is weak.');
    case 'lost':
      return msg('Your line is down.');
  }
};

/** What our own weak line costs, why, and that nobody needs to do anything; null where it costs nothing that is noticed. */
export const weakLineWords = (
  { level, sending, receiving }: NetworkQuality,
  { peerName, isCameraOn }: { peerName: string; isCameraOn: boolean },
): string | null => {
  if (level === 'lost') return msg('Nothing comes through right now. Stay here: the call comes back by itself.');
  const isOwnOff = isCameraOn && sending === 'voice';
  const isTheirsOff = receiving === 'voice';
  if (isOwnOff && isTheirsOff)
    return msg(
      'Your line is weak: the pictures are off so that you can hear each other. They come back by themselves.',
    );
  if (isOwnOff)
    return msg('Your line is weak: your picture is off so that you can hear each other. It comes back by itself.');
  if (isTheirsOff)
    return msg(
      str`Your line is weak: you do not see ${peerName} now, so that you can hear each other. The picture comes back by itself.`,
    );
  return null;
};

/** What stands in the place of the other's picture while they are there. */
export const pictureWords = (
  picture: TheirPicture,
  { peerName, isVoiceOnly }: { peerName: string; isVoiceOnly: boolean },
): string => {
  if (picture === 'their-line')
    return msg(
      str`The line of ${peerName} is weak: the picture is off so that you can hear each other. It comes back by itself.`,
    );
  if (picture === 'not-taken' && !isVoiceOnly) return msg('The picture is off. You can hear each other.');
  return isVoiceOnly ? msg('Voice only. You can hear each other.') : msg('The camera is off. You can hear each other.');
};
