import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt from 'mqtt';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Explanation } from '#contracts/alert.ts';
import { readingsTopic } from '#contracts/mqtt.ts';
import { createIngest } from '#ingest/ingest.ts';
import { createForecaster } from '#models/forecaster/forecaster.ts';
import { ARTIFACT_DIR } from '#models/forecaster/load.ts';
import type { OpenIngest } from '#device-gateway/gateway.ts';
import { testClinic, type TestClinic } from '#test/support/gateway-clinic.ts';
import { startTestGateway } from '#test/support/gateway.ts';
import { testDatabase } from '#test/support/postgres.ts';

/** A sensor that falls steadily: still at 82 mg/dL, and below 70 within the half hour if nothing is eaten. */
const FALLING = [158, 155, 150, 143, 133, 121, 108, 95, 82];
const EVERY_MINUTES = 15;

const ingestWithArtifactIn =
  (artifactDir: string): OpenIngest =>
  async ({ sql, clock, log, onRaised }) =>
    createIngest({ sql, clock, log, onRaised, forecaster: await createForecaster({ artifactDir }) });

type Raised = { severity: string; lane: string; paged: boolean; explanation: Explanation };

describe('a low that is seen coming', () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let clinic: TestClinic;
  let emptyDir: string;

  beforeAll(async () => {
    database = await testDatabase();
    clinic = testClinic(database.url);
    emptyDir = await mkdtemp(join(tmpdir(), 'kanhu-no-artifact-'));
  });
  afterAll(async () => {
    await clinic.close();
    await database.drop();
    await rm(emptyDir, { recursive: true, force: true });
  });

  /** Sends the falling curve over MQTT, one reading a message, and returns what was raised. */
  const raisedBy = async (artifactDir: string): Promise<Raised[]> => {
    const { deviceId, password, patientId } = await clinic.addDevice();
    const gateway = await startTestGateway(database.url, { openIngest: ingestWithArtifactIn(artifactDir) });
    try {
      const client = await mqtt.connectAsync(gateway.mqttUrl, { clientId: deviceId, username: deviceId, password });
      for (const [index, value] of FALLING.entries()) {
        const minutesAgo = (FALLING.length - 1 - index) * EVERY_MINUTES;
        const measuredAt = new Date(Date.now() - minutesAgo * 60_000).toISOString();
        const reading = { kind: 'glucose', measuredAt, value, unit: 'mg/dL', specimen: 'interstitial' };
        await client.publishAsync(readingsTopic(deviceId), JSON.stringify(reading), { qos: 1 });
      }
      await client.endAsync();
    } finally {
      await gateway.stop();
    }
    return clinic.sql<Raised[]>`
      select severity, lane, paged, explanation from alerts
      where patient_id = ${patientId} and rule_id = 'glucose.predicted-low'
    `;
  };

  it('raises a predicted low that names the model’s artifact and the TensorFlow.js backend, and pages nobody', async () => {
    const manifest = JSON.parse(await readFile(join(ARTIFACT_DIR, 'manifest.json'), 'utf8')) as { sha256: string };
    const [alert, ...others] = await raisedBy(ARTIFACT_DIR);
    expect(others).toEqual([]);
    expect(alert).toMatchObject({ lane: 'predicted', paged: false });
    expect(alert?.explanation.forecast).toMatchObject({
      model: 'mlp',
      artifactSha256: manifest.sha256,
      backend: expect.stringMatching(/^(tensorflow|wasm|cpu)$/) as unknown,
    });
    expect(alert?.explanation.forecast?.minimumLow).toBeLessThan(FALLING.at(-1) ?? 0);
  });

  it('falls back to the autoregressive model when the artifact is away, and says so', async () => {
    const [alert] = await raisedBy(emptyDir);
    expect(alert).toMatchObject({ lane: 'predicted', paged: false });
    expect(alert?.explanation.forecast).toMatchObject({ model: 'ar8', artifactSha256: null });
  });

  it('shows the fallback in the gateway’s heartbeat, which /readyz reads', async () => {
    const gateway = await startTestGateway(database.url, { openIngest: ingestWithArtifactIn(emptyDir) });
    try {
      await vi.waitFor(
        async () => {
          const [row] = await clinic.sql<{ state: string; detail: string | null }[]>`
            select state, detail from heartbeats where component = 'detector'
          `;
          expect(row?.state).toBe('degraded');
          expect(row?.detail).not.toBeNull();
        },
        { timeout: 5_000 },
      );
    } finally {
      await gateway.stop();
    }
  });
});
