import { msg } from '@lit/localize';
import type { Role } from '#contracts/user.ts';
import type { StaleReason } from '../data/freshness.ts';

/** Why what the page shows is old. */
export const staleReasonWord = (reason: StaleReason): string => {
  switch (reason) {
    case 'lost':
      return msg('There is no connection; the page keeps trying.');
    case 'silent':
      return msg('There is a connection, but the service says nothing.');
    case 'behind':
      return msg('The service is behind with what has happened.');
  }
};

/** What that means for whom, what still works, and what to do. */
export const staleMeaning = (audience: Role | undefined): string => {
  switch (audience) {
    case 'clinician':
      return msg('New alerts and readings may be missing here. You can go on reading; telephone where it cannot wait.');
    case 'administrator':
      return msg(
        'What stands here may have changed. You can go on reading; check the network first, then the service.',
      );
    case 'patient':
    case undefined:
      return msg('What you see may be old, and a call may not ring here. You can go on reading.');
  }
};
