import type { CallCheckVerdict } from '#contracts/call-check.ts';
import type { IconName } from '../../icons/icon.ts';

/** Each verdict has a shape of its own, so that nobody needs the colour. Red is for severities only. */
export const VERDICT_ICONS = {
  good: 'circle-check',
  voice: 'video-off',
  none: 'circle-xmark',
} as const satisfies Record<CallCheckVerdict, IconName>;
