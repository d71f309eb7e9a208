import type { AedesOptions, PublishPacket } from 'aedes';
import type { DeviceArrival } from '../device-arrival.ts';
import { parseDeviceStatus } from '../device-status.ts';
import type { MicroBatch } from '../micro-batch/micro-batch.ts';
import type { Presence } from '../presence.ts';
import type { Refusals, RefusalReason } from '../refusals.ts';
import { authorizePublish } from './authorize.ts';
import type { Connection, Connections } from './session.ts';

/** Why a packet ends its connection. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

/** In place of a payload that was taken: nobody subscribes to readings, and the broker has nothing to pass on. */
export const TAKEN = Buffer.alloc(0);

type Done = (error?: Error | null) => void;

export type IntakeOptions = {
  connections: Connections;
  microBatch: MicroBatch;
  presence: Presence;
  refusals: Refusals;
  now: () => Date;
};

const bytesOf = (payload: string | Buffer): Buffer => (typeof payload === 'string' ? Buffer.from(payload) : payload);

/** PUBLISH, and the last will: a message is answered when it is stored, never before. */
export const createIntake = ({ connections, microBatch, presence, refusals, now }: IntakeOptions) => {
  const refuse = (reason: RefusalReason, deviceId: string | undefined, done: Done): void => {
    refusals.add(reason, deviceId);
    done(new Refused(reason));
  };

  const takeReadings = (
    connection: Connection,
    deviceId: string,
    packet: PublishPacket,
    payload: DeviceArrival['payload'],
    done: Done,
  ): void => {
    connection.pending += 1;
    microBatch.submit({ source: { type: 'device', deviceId }, payload, receivedAt: now() }, (error) => {
      connection.pending -= 1;
      packet.retain = false;
      packet.payload = TAKEN;
      done(error && new Refused('unavailable'));
      connection.gate?.reconsider();
    });
  };

  const takeStatus = (deviceId: string, packet: PublishPacket, done: Done): void => {
    const status = parseDeviceStatus(bytesOf(packet.payload));
    if (status === null) {
      // To refuse it would end the connection, and the device would come back and send it again.
      refusals.add('bad-status', deviceId);
      packet.retain = false;
      packet.payload = TAKEN;
      done();
      return;
    }
    presence.report(deviceId, status).then(
      () => done(),
      () => refuse('unavailable', deviceId, done),
    );
  };

  return {
    authorizePublish: (client, packet, done) => {
      const connection = connections.of(client);
      if (!connection?.session) {
        refuse('protocol-error', undefined, done);
        return;
      }
      const { deviceId, topics } = connection.session;
      const verdict = authorizePublish(topics, deviceId, packet);
      const bytes = (): Buffer => bytesOf(packet.payload);
      if (verdict === 'readings') {
        takeReadings(connection, deviceId, packet, { type: 'readings', bytes: bytes() }, done);
      } else if (typeof verdict === 'object') {
        takeReadings(connection, deviceId, packet, { type: 'gatt', ...verdict, bytes: bytes() }, done);
      } else if (verdict === 'status') takeStatus(deviceId, packet, done);
      else refuse(verdict, deviceId, done);
    },
  } satisfies Pick<AedesOptions, 'authorizePublish'>;
};
