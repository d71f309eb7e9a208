import type { TransactionSql } from 'postgres';
import { plainColumn } from './array-literal.ts';

/** Of which patient a held reading is, and when it came in, in ms. */
type Held = { patientId: string; cameAt: number };

const nameOf = ({ patientId, cameAt }: Held): string => `${patientId} ${cameAt}`;

/**
 * An onset for each held reading that no other one of the patient has: a finding is known by it, and two readings that
 * came in at once must not share one, since each is settled by itself. The next free ms: whoever asks has locked the patients.
 */
export const freeOnsets = async (tx: TransactionSql, held: readonly Held[]): Promise<number[]> => {
  if (held.length === 0) return [];
  const rows = await tx<Held[]>`
    select distinct f.patient_id as "patientId", round(extract(epoch from f.onset_at) * 1000)::float8 as "cameAt"
    from unnest(
      ${plainColumn(held, ({ patientId }) => patientId)}::uuid[],
      ${plainColumn(held, ({ cameAt }) => new Date(cameAt).toISOString())}::timestamptz[]
    ) as held (patient_id, came_at)
    join findings f on f.patient_id = held.patient_id and f.onset_at >= held.came_at
    where f.stream = 'alone'`;
  const taken = new Set(rows.map(nameOf));
  return held.map(({ patientId, cameAt }) => {
    let onsetAt = cameAt;
    while (taken.has(nameOf({ patientId, cameAt: onsetAt }))) onsetAt += 1;
    taken.add(nameOf({ patientId, cameAt: onsetAt }));
    return onsetAt;
  });
};
