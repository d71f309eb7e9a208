import { msg } from '@lit/localize';
import type { PARTICIPANT_ROLES } from '#contracts/consultation.ts';
import { percentText } from '../format/percent.ts';

export const participantWord = (role: (typeof PARTICIPANT_ROLES)[number]): string =>
  role === 'patient' ? msg('Patients') : msg('Doctors and nurses');

/** A share of 1; a dash where there was nothing to share. */
export const shareOfOneText = (share: number | null): string => (share === null ? '–' : percentText(100 * share));

/** Milliseconds until somebody was in, as `0.8 s`; a dash where nobody was. */
export const joinText = (joinMs: number | null): string => (joinMs === null ? '–' : `${(joinMs / 1000).toFixed(1)} s`);
