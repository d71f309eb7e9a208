import { jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core';
import { COMPONENTS } from '#contracts/health.ts';

const at = (name: string) => timestamp(name, { withTimezone: true });

/** Each process writes its rows each second; `/readyz` reads them. A row that is not renewed is down. */
export const heartbeats = pgTable('heartbeats', {
  /** `{component}:{process}`, such as `gateways:gw-1`. */
  id: text('id').primaryKey(),
  component: text('component', { enum: COMPONENTS }).notNull(),
  state: text('state', { enum: ['up', 'degraded', 'down'] }).notNull(),
  since: at('since').notNull(),
  beatAt: at('beat_at').notNull(),
  detail: text('detail'),
  facts: jsonb('facts').$type<Record<string, unknown>>(),
});

/** Fixed MQTT client ids of gateways behind an external broker, each held by one gateway at a time. */
export const gatewayLeases = pgTable('gateway_leases', {
  clientId: text('client_id').primaryKey(),
  holder: text('holder').notNull(),
  heartbeatAt: at('heartbeat_at').notNull(),
});
