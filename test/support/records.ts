import { newId } from '#database/ids.ts';
import { alerts, findings, observations, quarantinedReadings } from '#database/schema/index.ts';
import type { ClinicAt } from './people.ts';
import type { TestServer } from './server.ts';

type AlertValues = typeof alerts.$inferInsert;

/** An open alert with its finding, as ingest would have raised it. */
export const raiseAlert = async (
  { deps: { db } }: TestServer,
  patientId: string,
  values: Partial<AlertValues> = {},
): Promise<string> => {
  const id = newId();
  const findingId = newId();
  const at = new Date();
  const shared = {
    patientId,
    ruleId: values.ruleId ?? ('bp.crisis' as const),
    ruleSet: 'china' as const,
    ruleVersion: '2024.1',
    lane: values.lane ?? ('physiological' as const),
    severity: values.severity ?? ('critical' as const),
    onsetAt: at,
    raisedAt: values.raisedAt ?? at,
    explanation: {
      ruleId: values.ruleId ?? ('bp.crisis' as const),
      ruleSet: 'china' as const,
      ruleVersion: '2024.1',
      source: 'Chinese guideline 2024',
      contributions: [],
      comparisons: [{ quantity: 'systolic', operator: '>=' as const, threshold: 180 }],
    },
  };
  await db.insert(findings).values({ ...shared, id: findingId });
  await db.insert(alerts).values({ ...shared, id, findingId, ...values });
  return id;
};

type ObservationValues = typeof observations.$inferInsert;

/** A stored sensor glucose; other kinds by naming their columns. */
export const storeObservation = async (
  { deps: { db } }: ClinicAt,
  patientId: string,
  values: Partial<ObservationValues> = {},
): Promise<string> => {
  const id = newId();
  const at = values.effectiveAt ?? new Date();
  await db.insert(observations).values({
    id,
    patientId,
    kind: 'glucose',
    source: 'cgm-1',
    sourceKey: `m:${id}`,
    measuredAt: at,
    effectiveAt: at,
    receivedAt: at,
    ...((values.kind ?? 'glucose') === 'glucose' ? { glucose: 110, specimen: 'interstitial' as const } : {}),
    ...values,
  });
  return id;
};

type QuarantineValues = typeof quarantinedReadings.$inferInsert;

/** A reading that ingest acknowledged and did not believe. */
export const holdReading = async (
  { deps: { db } }: ClinicAt,
  values: Pick<QuarantineValues, 'patientId' | 'source' | 'reason'> & Partial<QuarantineValues>,
): Promise<string> => {
  const id = newId();
  const at = new Date();
  const payload = values.payload ?? new TextEncoder().encode(`{"id":"${id}"}`);
  await db.insert(quarantinedReadings).values({
    id,
    detail: 'as the test says',
    isDangerous: false,
    payload,
    payloadSha256: new Uint8Array(Buffer.from(id.replaceAll('-', ''), 'hex')),
    receivedAt: at,
    lastReceivedAt: at,
    ...values,
  });
  return id;
};
