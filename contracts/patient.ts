import { z } from 'zod';
import { Severity } from './alert.ts';
import { CallCheckSummary } from './call-check.ts';
import { Id, Instant, NextCursor } from './ids.ts';
import { Observation } from './observation.ts';
import { GLUCOSE_UNITS } from './reading.ts';
import { REGIONS } from './region.ts';
import { RuleSetId } from './rule.ts';

export { EMERGENCY_NUMBERS, REGIONS, type Region } from './region.ts';

export const SEXES = ['female', 'male', 'other', 'unknown'] as const;

export const Patient = z.strictObject({
  id: Id,
  name: z.string(),
  birthDate: z.iso.date(),
  sex: z.enum(SEXES),
  phone: z.string().nullable(),
  emergencyContact: z.strictObject({ name: z.string(), phone: z.string() }).nullable(),
  region: z.enum(REGIONS),
  timeZone: z.string(),
  ruleSet: RuleSetId,
  glucoseUnit: z.enum(GLUCOSE_UNITS),
  conditions: z.array(z.string()),
});
export type Patient = z.infer<typeof Patient>;

/** A line of the work-list: the patient, what is open, and the newest value of each kind. */
export const PatientSummary = Patient.extend({
  openAlerts: z.int(),
  highestSeverity: Severity.nullable(),
  latest: z.array(Observation),
  lastReceivedAt: Instant.nullable(),
  /** Messages of the other side that whoever asks has not read. */
  unreadMessages: z.int(),
  /** The next visit that is booked, and what the patient found when they tried camera, sound and line for it. */
  nextVisit: z.strictObject({ consultationId: Id, startsAt: Instant, check: CallCheckSummary.nullable() }).nullable(),
});
export type PatientSummary = z.infer<typeof PatientSummary>;

export const PatientList = z.strictObject({ patients: z.array(PatientSummary), nextCursor: NextCursor });
export type PatientList = z.infer<typeof PatientList>;

export const CARE_TEAM_ROLES = ['doctor', 'nurse'] as const;

export const CareTeamMember = z.strictObject({
  userId: Id,
  name: z.string(),
  role: z.enum(CARE_TEAM_ROLES),
  since: Instant,
});

export const PatientDetail = z.strictObject({ patient: Patient, careTeam: z.array(CareTeamMember) });
export type PatientDetail = z.infer<typeof PatientDetail>;
