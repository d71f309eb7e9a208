import { randomBytes } from 'node:crypto';
import { connect as connectMqtt, type MqttClient } from 'mqtt';
import { io, type Socket } from 'socket.io-client';
import { readingsTopic } from '#contracts/mqtt.ts';
import { REALTIME_PATH } from '#contracts/realtime.ts';
import {
  BreachReturned,
  WATCHDOG_DEVICE_ID,
  WATCHDOG_NAMESPACE,
  type WatchdogServerToClient,
} from '#contracts/watchdog.ts';

const RECONNECT_MS = 1_000;
const CONNECT_TIMEOUT_MS = 5_000;
/** Seconds: a broker that is frozen is noticed, too. */
const KEEPALIVE_S = 10;
/** So many breaches may be on their way: more than are sent in an outage before the operators hear of it. */
const MAX_UNDER_WAY = 50;

/** Severe by every rule set, at once and whatever the time of day. */
const BREACH = { kind: 'blood-pressure', systolic: 200, diastolic: 130, unit: 'mmHg', method: 'cuff' } as const;

/** What can be seen from here of the way that a breach takes. */
export type Sight = {
  isMqttConnected: boolean;
  /** The newest breach was taken in: acknowledged, and so committed. */
  isTaken: boolean;
  isStreamConnected: boolean;
};

export type RoundTrip = {
  readonly sight: Sight;
  /** Sends a breach where the MQTT endpoint is there. One that is not sent is missed like one that got lost. */
  send(): void;
  close(): Promise<void>;
};

export type RoundTripOptions = {
  mqttUrl: URL;
  serverUrl: URL;
  secret: string;
  /** A breach of ours is news: the time it took, in ms. */
  onReturned: (tookMs: number) => void;
};

/** Sends breaches in by the devices' door and hears of them at the pages' door. */
export const openRoundTrip = ({ mqttUrl, serverUrl, secret, onReturned }: RoundTripOptions): RoundTrip => {
  /** By measurement time: when each was sent, by a monotonic clock. */
  const underWay = new Map<string, number>();
  let newest = '';
  let isTaken = false;

  const mqtt: MqttClient = connectMqtt(mqttUrl.href, {
    username: WATCHDOG_DEVICE_ID,
    password: secret,
    clientId: `${WATCHDOG_DEVICE_ID}-${randomBytes(6).toString('hex')}`,
    clean: true,
    keepalive: KEEPALIVE_S,
    connectTimeout: CONNECT_TIMEOUT_MS,
    reconnectPeriod: RECONNECT_MS,
    // The device may be made, or get its secret, only after the first try.
    reconnectOnConnackError: true,
  });
  // Each try fails by itself; what it means is seen by the breaches that do not come back.
  mqtt.on('error', () => undefined);

  const socket: Socket<WatchdogServerToClient> = io(new URL(WATCHDOG_NAMESPACE, serverUrl).href, {
    path: REALTIME_PATH,
    transports: ['websocket'],
    auth: { secret },
    reconnectionDelay: RECONNECT_MS,
    reconnectionDelayMax: RECONNECT_MS,
    timeout: CONNECT_TIMEOUT_MS,
  });
  // The library tries again by itself after a lost connection, and not after a refusal.
  const retry = setInterval(() => {
    if (!socket.active) socket.connect();
  }, RECONNECT_MS);

  socket.on('breach:returned', (payload) => {
    const returned = BreachReturned.safeParse(payload);
    if (!returned.success) return;
    const measuredAt = new Date(returned.data.measuredAt).toISOString();
    const sentAt = underWay.get(measuredAt);
    if (sentAt === undefined) return;
    // Those before it were overtaken: they tell nothing any more.
    for (const [earlier, at] of underWay) if (at <= sentAt) underWay.delete(earlier);
    onReturned(performance.now() - sentAt);
  });

  return {
    get sight() {
      return { isMqttConnected: mqtt.connected, isTaken, isStreamConnected: socket.connected };
    },
    send: () => {
      isTaken = false;
      if (!mqtt.connected) return;
      const measuredAt = new Date().toISOString();
      newest = measuredAt;
      underWay.set(measuredAt, performance.now());
      for (const earliest of underWay.keys()) {
        if (underWay.size <= MAX_UNDER_WAY) break;
        underWay.delete(earliest);
      }
      const payload = JSON.stringify({ ...BREACH, measuredAt });
      mqtt.publish(readingsTopic(WATCHDOG_DEVICE_ID), payload, { qos: 1 }, (error) => {
        if (!error && measuredAt === newest) isTaken = true;
      });
    },
    close: async () => {
      clearInterval(retry);
      socket.disconnect();
      await mqtt.endAsync(true);
    },
  };
};
