import { msg } from '@lit/localize';
import type { Alert, Severity } from '#contracts/alert.ts';

/** What a person sees of an alert's weight: its severity, or that it is about the equipment. */
export type Level = Severity | 'technical';

export const levelOf = (alert: Pick<Alert, 'lane' | 'severity'>): Level =>
  alert.lane === 'technical' ? 'technical' : alert.severity;

export const levelWord = (level: Level): string => {
  switch (level) {
    case 'critical':
      return msg('Critical');
    case 'high':
      return msg('High');
    case 'moderate':
      return msg('Moderate');
    case 'technical':
      return msg('Technical');
  }
};
