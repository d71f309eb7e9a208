import type { AedesOptions } from 'aedes';
import { isClientIdOf, statusTopic } from '#contracts/mqtt.ts';
import type { ClientCertificatesConfig } from '../config.ts';
import type { Refusals, RefusalReason } from '../refusals.ts';
import { ownTopics } from './authorize.ts';
import type { CredentialsCheck } from './credentials.ts';
import type { Connection, Connections } from './session.ts';

/** CONNECT's return codes (MQTT 3.1.1, 3.2.2.3). */
const RETURN_CODES = {
  'client-id': 2,
  unavailable: 3,
  'bad-credentials': 4,
  revoked: 5,
  'certificate-missing': 5,
  'certificate-foreign': 5,
  'will-topic': 5,
} as const satisfies Partial<Record<RefusalReason, number>>;
type SignInRefusal = keyof typeof RETURN_CODES;

export type SignInOptions = {
  connections: Connections;
  checkCredentials: CredentialsCheck;
  clientCertificates: ClientCertificatesConfig | null;
  refusals: Refusals;
  /** Readings can be stored: before that nobody is let in. */
  isReady: () => boolean;
};

/** CONNECT: who is it, and may it say what it announces? */
export const createSignIn = (options: SignInOptions) => {
  const { connections, checkCredentials, clientCertificates, refusals, isReady } = options;

  const judge = async (
    connection: Connection,
    username: string | undefined,
    password: Uint8Array | undefined,
  ): Promise<SignInRefusal | null> => {
    if (!isReady()) return 'unavailable';
    const { clientId, certificate } = connection;
    // Whoever holds a certificate is the device that it names, whatever else it knows.
    if (certificate !== null && certificate.deviceId !== username) return 'certificate-foreign';
    const needsPassword = certificate === null || clientCertificates?.isPasswordOptional !== true;
    const outcome = await checkCredentials(username, password, { needsPassword });
    if (!outcome.ok) return outcome.reason;
    const { deviceId, passwordSha256, isToken } = outcome;
    // On every listener: a stolen secret must be worth nothing over plain MQTT either. A browser that speaks for a
    // device has no certificate; its token is short-lived and the person's own.
    if (clientCertificates?.isRequired && certificate === null && !isToken) return 'certificate-missing';
    // U+0000 in a string ends the connection (MQTT 3.1.1, 1.5.3-2).
    if (!isClientIdOf(clientId, deviceId) || clientId.includes('\0')) return 'client-id';
    // A browser is not the device: it may not end the device's own connection.
    if (isToken && clientId === deviceId) return 'client-id';
    if (connection.hasForeignWill) return 'will-topic';
    connection.session = { deviceId, passwordSha256, topics: ownTopics(deviceId) };
    return null;
  };

  return {
    preConnect: (client, packet, done) => {
      const connection = connections.of(client);
      if (connection) {
        const { clientId, username = '', will } = packet;
        connection.clientId = clientId;
        connection.hasForeignWill = will !== undefined && will.topic !== statusTopic(username);
        // One device's id may be the beginning of another's: unique within the broker, it cannot end the other's connection.
        packet.clientId = `${username}\n${clientId}`;
        // Sessions outlive their connection in memory: one a device, not one for every client id that it thinks of.
        if (clientId !== username) packet.clean = true;
      }
      done(null, true);
    },

    authenticate: (client, username, password, done) => {
      const refuse = (reason: SignInRefusal): void => {
        refusals.add(reason, username);
        done(Object.assign(new Error(reason), { returnCode: RETURN_CODES[reason] }), false);
      };
      const connection = connections.of(client);
      if (!connection) {
        refuse('unavailable');
        return;
      }
      judge(connection, username, password).then(
        (refusal) => (refusal === null ? done(null, true) : refuse(refusal)),
        // The database is away. Devices know this code and come back later.
        () => refuse('unavailable'),
      );
    },
  } satisfies Pick<AedesOptions, 'preConnect' | 'authenticate'>;
};
