import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { migrateDatabase } from '#database/migrate.ts';
import { createForecaster } from '#models/forecaster/forecaster.ts';
import { startDebianPostgres, type DebianPostgres } from '#test/support/debian-postgres.ts';
import { ingestClinic, pressure, publish } from '#test/support/ingest-clinic.ts';

describe('an external PostgreSQL 15', () => {
  let server: DebianPostgres;

  beforeAll(async () => {
    server = await startDebianPostgres();
  });
  afterAll(() => server.stop());

  it('is brought to the newest schema by two processes at once', async () => {
    await vi.waitFor(() => migrateDatabase(server.url), { timeout: 20_000, interval: 200 });
    await Promise.all([migrateDatabase(server.url), migrateDatabase(server.url)]);
  });

  it('stores a crisis reading once and raises one alert, also when it is sent again', async () => {
    const clinic = ingestClinic(server.url, await createForecaster({ artifactDir: '/nowhere' }));
    const ingest = clinic.openIngest();
    const device = await clinic.addDevice();
    const reading = pressure(-1, 190, 112, { seq: 1 });
    expect(await publish(ingest, device, reading)).toMatchObject([{ fate: 'stored' }]);
    expect(await publish(ingest, device, reading)).toMatchObject([{ fate: 'duplicate' }]);
    const alerts = await clinic.sql`
      select rule_id, state from alerts where patient_id = ${device.patientId}
    `;
    expect([...alerts]).toEqual([{ rule_id: 'bp.crisis', state: 'raised' }]);
    const [version] = await clinic.sql<{ server_version: string }[]>`show server_version`;
    expect(version?.server_version).toMatch(/^15\./);
    await clinic.close();
  });
});
