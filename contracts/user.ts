import { z } from 'zod';
import { Id } from './ids.ts';
import { CARE_TEAM_ROLES } from './patient.ts';

export const ROLES = ['patient', 'clinician', 'administrator'] as const;
export const Role = z.enum(ROLES);
export type Role = z.infer<typeof Role>;

export const LOCALES = ['zh-CN', 'en'] as const;
export const Locale = z.enum(LOCALES);
export type Locale = z.infer<typeof Locale>;

/** Who is signed in. `patientId` is set where the person is a patient. */
export const Me = z.strictObject({
  id: Id,
  name: z.string(),
  email: z.string(),
  role: Role,
  profession: z.enum(CARE_TEAM_ROLES).nullable(),
  patientId: Id.nullable(),
});
export type Me = z.infer<typeof Me>;

export const SignIn = z.strictObject({ email: z.email().max(254), password: z.string().min(1).max(128) });
export type SignIn = z.infer<typeof SignIn>;
