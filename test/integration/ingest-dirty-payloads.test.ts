import { readFileSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { createForecaster } from '#models/forecaster/forecaster.ts';
import { datasetFile, describeWithDatasets } from '#test/support/datasets.ts';
import { ingestClinic, publish } from '#test/support/ingest-clinic.ts';
import { testDatabase } from '#test/support/postgres.ts';

const FILE = 'dirty/payloads.jsonl';

/** By what was wrong with it: the fate that each gets, and whether somebody has to look. */
const FATES: Record<string, [fate: string, isDangerous: boolean]> = {
  '"0Hi"': ['not-a-number', true],
  '"0Lo"': ['not-a-number', true],
  '"0\'\'"': ['not-a-number', false],
  '1991-06-31': ['impossible-date', false],
  '"heart-rate","value":0,': ['impossible-value', true],
  '"heart-rate","value":300,': ['impossible-value', true],
  '"systolic":0,': ['impossible-value', true],
  '"systolic":10,': ['impossible-value', true],
  '"systolic":12,': ['impossible-value', true],
  '2047': ['impossible-value', false],
  '5.5': ['unit-probably-wrong', false],
  '"comparator":"<"': ['stored', true],
  '0000-04-17': ['reset-clock', false],
};

describeWithDatasets('real dirty readings', [FILE], () => {
  it('each get their fate', async () => {
    const database = await testDatabase();
    const clinic = ingestClinic(database.url, await createForecaster({ artifactDir: '/nowhere' }));
    afterAll(async () => {
      await clinic.close();
      await database.drop();
    });
    const ingest = clinic.openIngest();
    const lines = readFileSync(datasetFile(FILE), 'utf8').trim().split('\n');
    expect(lines).toHaveLength(20);
    for (const line of lines) {
      const { payload, source } = JSON.parse(line) as { payload: unknown; source: string };
      const text = JSON.stringify(payload);
      const expected = Object.entries(FATES).find(([mark]) => text.includes(mark))?.[1];
      const device = await clinic.addDevice();
      await clinic.sql`update device_assignments set starts_at = '1900-01-01' where device_id = ${device.deviceId}`;
      const [fate] = await publish(ingest, device, payload);
      expect([source, fate?.reason ?? fate?.fate]).toEqual([source, expected?.[0]]);
      const alerts = await clinic.sql<{ rule_id: string }[]>`
        select rule_id from alerts where patient_id = ${device.patientId}`;
      const rule = fate?.fate === 'stored' ? 'glucose.low-2' : 'reading.quarantined';
      expect([source, alerts.map(({ rule_id }) => rule_id)]).toEqual([source, expected?.[1] === true ? [rule] : []]);
      if (fate?.fate !== 'quarantined') continue;
      const kept = await clinic.sql<{ payload: Buffer; is_dangerous: boolean }[]>`
        select payload, is_dangerous from quarantined_readings where source = ${device.deviceId}`;
      expect(kept.map((row) => [row.payload.toString('utf8'), row.is_dangerous])).toEqual([[text, expected?.[1]]]);
    }
  });
});
