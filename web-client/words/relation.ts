import { msg } from '@lit/localize';
import type { Relation } from '#contracts/relative.ts';

const WORDS: Record<Relation, () => string> = {
  spouse: () => msg('Husband, wife or partner'),
  child: () => msg('Son or daughter'),
  parent: () => msg('Mother or father'),
  sibling: () => msg('Brother or sister'),
  friend: () => msg('Friend or neighbour'),
  carer: () => msg('Carer'),
  other: () => msg('Somebody else'),
};

/** What somebody is to the patient. */
export const relationWord = (relation: Relation): string => WORDS[relation]();

/** All there are to choose from, the nearest first. */
export const RELATION_CHOICES = Object.keys(WORDS) as readonly Relation[];
