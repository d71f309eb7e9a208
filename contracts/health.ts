import { z } from 'zod';
import { Instant } from './ids.ts';

export const COMPONENTS = ['database', 'mqtt', 'gateways', 'media-nodes', 'relay', 'detector', 'watchdog'] as const;

/** By which way readings come in: from devices over MQTT, and from webhooks and people over HTTP. */
export const LISTENING_CHANNELS = ['mqtt', 'http'] as const;
export type ListeningChannel = (typeof LISTENING_CHANNELS)[number];

export const ComponentHealth = z.strictObject({
  state: z.enum(['up', 'degraded', 'down']),
  since: Instant,
  detail: z.string().nullable(),
});
export type ComponentHealth = z.infer<typeof ComponentHealth>;

/** `GET /readyz`: 200 when nothing is down, else 503. */
export const Readiness = z.strictObject({
  state: z.enum(['up', 'degraded', 'down']),
  components: z.record(z.enum(COMPONENTS), ComponentHealth),
});
export type Readiness = z.infer<typeof Readiness>;

export const Liveness = z.strictObject({ state: z.literal('up') });
