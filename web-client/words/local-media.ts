import { msg } from '@lit/localize';
import type { LocalMediaProblem } from '#contracts/call-check.ts';
import type { LocalMedia } from '../media/local-media.ts';

const problemWords = (problem: LocalMediaProblem): string => {
  switch (problem) {
    case 'no-permission':
      return msg('Please allow camera and microphone in your browser, beside the address.');
    case 'no-device':
      return msg('No camera or microphone was found on this device.');
    case 'busy':
      return msg('Another program is using the camera or the microphone. Please close it.');
    case 'insecure':
      return msg('This page is not secure (https), so the browser offers no camera.');
    case 'unknown':
      return msg('The camera or the microphone could not be opened.');
  }
};

/** What is missing on our side of a call, and what to do about it; null where all is there. */
export const localMediaWords = ({ camera, microphone }: LocalMedia['problems']): string | null => {
  if (microphone !== undefined && camera !== undefined) return problemWords(microphone);
  if (microphone !== undefined) return `${msg('Nobody can hear you.')} ${problemWords(microphone)}`;
  if (camera !== undefined) return `${msg('Nobody can see you, but you can talk.')} ${problemWords(camera)}`;
  return null;
};
