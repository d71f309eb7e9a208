import { msg } from '@lit/localize';
import type { VisitRating } from '#contracts/visit-rating.ts';

/** As the patient answers; the same words tell the doctor. */
export const visitRatingWord = (rating: VisitRating): string => {
  switch (rating) {
    case 'good':
      return msg('Good: we saw and heard each other well');
    case 'fair':
      return msg('So-so: it worked, with trouble');
    case 'poor':
      return msg('Bad: we could hardly talk');
  }
};
