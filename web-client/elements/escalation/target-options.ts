import type { EscalationTarget } from '#contracts/escalation.ts';

/** A target as the value of an `<option>`: `care-team`, `roster:0198…`. */
export const valueOfTarget = (target: EscalationTarget): string => {
  switch (target.kind) {
    case 'care-team':
    case 'anyone-on-call':
      return target.kind;
    case 'roster':
      return `roster:${target.rosterId}`;
    case 'user':
      return `user:${target.userId}`;
  }
};

export const targetOfValue = (value: string): EscalationTarget => {
  const [kind, id = ''] = value.split(':');
  if (kind === 'roster') return { kind, rosterId: id };
  if (kind === 'user') return { kind, userId: id };
  return { kind: kind === 'anyone-on-call' ? kind : 'care-team' };
};
