import { z } from 'zod';
import { Id, Instant } from './ids.ts';

/** What somebody is to the patient who chose them. */
export const RELATIONS = ['spouse', 'parent', 'child', 'sibling', 'friend', 'carer', 'other'] as const;
export const Relation = z.enum(RELATIONS);
export type Relation = z.infer<typeof Relation>;

/** Somebody whom a patient wants to be told when a reading needs attention. They see no record, and have no account. */
export const Relative = z.strictObject({ id: Id, name: z.string(), relation: Relation, addedAt: Instant });
export type Relative = z.infer<typeof Relative>;

export const AddRelative = z.strictObject({ name: z.string().trim().min(1).max(80), relation: Relation });
export type AddRelative = z.infer<typeof AddRelative>;

/** From the link in a message: whoever has it stops what is sent to that address. */
export const StopMessages = z.strictObject({
  token: z.string().regex(/^[0-9a-f-]{36}~[A-Za-z0-9_-]{22}$/, 'is not complete: open the link in the message again'),
});
export type StopMessages = z.infer<typeof StopMessages>;
