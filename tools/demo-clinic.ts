import pino from 'pino';
import { z } from 'zod';
import { PostgresUrl, readEnvironment } from '#contracts/environment.ts';
import { connect } from '#database/client.ts';
import { createIngest } from '#ingest/ingest.ts';
import { loadForecaster } from '#models/forecaster/load.ts';
import { seedDemoClinic } from './demo/seed.ts';

/** Fills an empty database with the demo clinic, history included; leaves one that has people in it as it is. */
const { DATABASE_URL, KANHU_DATA_DIR } = readEnvironment(
  z.object({ DATABASE_URL: PostgresUrl, KANHU_DATA_DIR: z.string() }),
  process.env,
);

const connections = connect(DATABASE_URL, { applicationName: 'kanhu-demo-clinic' });
const { db, sql } = connections;
const log = pino({ level: 'warn' });
const ingest = createIngest({ sql, forecaster: await loadForecaster(), log });
try {
  await seedDemoClinic({
    db,
    ingest,
    dataDir: KANHU_DATA_DIR,
    now: new Date(),
    onProgress: (line) => console.log(line),
  });
} finally {
  await ingest.close();
  await connections.close();
}
