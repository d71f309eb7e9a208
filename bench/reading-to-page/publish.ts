import { setTimeout as sleep } from 'node:timers/promises';
import { DeviceClient } from '../load/device-client.ts';
import type { AlertingPatient } from './people.ts';

const RULES = ['bp.crisis', 'glucose.low-2'] as const;
type RuleId = (typeof RULES)[number];

/** One patient and one rule that pages at once: what is published once must arrive once. */
export type Danger = { patient: AlertingPatient; ruleId: RuleId };

export type Published = { patientId: string; ruleId: string; at: number };

/** Every patient once, half of them by each rule; then every patient by the other rule. */
export const dangersOf = (patients: readonly AlertingPatient[]): Danger[] =>
  RULES.flatMap((_, round) =>
    patients.map((patient, index) => ({ patient, ruleId: RULES[(index + round) % RULES.length] ?? RULES[0] })),
  );

/** A blood pressure crisis, or a glucose that pages at once. */
const dangerousReading = (ruleId: RuleId): string => {
  const measuredAt = new Date().toISOString();
  return JSON.stringify(
    ruleId === 'bp.crisis'
      ? { kind: 'blood-pressure', measuredAt, systolic: 196, diastolic: 124, unit: 'mmHg' }
      : { kind: 'glucose', measuredAt, value: 44, unit: 'mg/dL', specimen: 'capillary' },
  );
};

export type PublishPlan = { port: number; perSecond: number; leadMs: number; onStart?: () => void };

/** Publishes one dangerous reading for each, at random moments, as independent people would. */
export const publishAll = async (
  dangers: readonly Danger[],
  { port, perSecond, leadMs, onStart }: PublishPlan,
): Promise<Published[]> => {
  const published: Published[] = [];
  const clients: DeviceClient[] = [];
  for (const { patient } of dangers) {
    const client = new DeviceClient(patient.device, {
      port,
      inFlight: 1,
      onAck: () => undefined,
      onLost: () => undefined,
    });
    await client.connected;
    clients.push(client);
  }
  await sleep(leadMs);
  onStart?.();
  for (const [index, { patient, ruleId }] of dangers.entries()) {
    await sleep((-Math.log(1 - Math.random()) * 1_000) / perSecond);
    const client = clients[index];
    const packet = client?.packet(client.takePlace() ?? 0, dangerousReading(ruleId));
    published.push({ patientId: patient.patientId, ruleId, at: Date.now() });
    if (packet !== undefined) client?.write(packet);
  }
  for (const client of clients) client.end();
  return published;
};
