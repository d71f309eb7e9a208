import type { Patient } from '#contracts/patient.ts';
import type { patients } from '#database/schema/index.ts';

/** What leaves the server of a patient. */
export const toPatient = (row: typeof patients.$inferSelect): Patient => ({
  id: row.id,
  name: row.name,
  birthDate: row.birthDate,
  sex: row.sex,
  phone: row.phone,
  emergencyContact:
    row.emergencyContactName !== null && row.emergencyContactPhone !== null
      ? { name: row.emergencyContactName, phone: row.emergencyContactPhone }
      : null,
  region: row.region,
  timeZone: row.timeZone,
  ruleSet: row.ruleSet,
  glucoseUnit: row.glucoseUnit,
  conditions: row.conditions,
});
