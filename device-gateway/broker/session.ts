import type { Duplex } from 'node:stream';
import type { Client } from 'aedes';
import type { OwnTopics } from './authorize.ts';
import type { DeviceCertificate } from './client-certificate.ts';
import type { ReadGate } from './read-gate.ts';

/** What a connection may do once its device has signed in. */
export type Session = Readonly<{
  deviceId: string;
  topics: OwnTopics;
  /** Null: it signed in with its certificate alone. */
  passwordSha256: Buffer | null;
}>;

/** One connection, from its first byte. */
export type Connection = {
  readonly conn: Duplex;
  /** Of the device at the other end, where it showed one. */
  readonly certificate: DeviceCertificate | null;
  gate: ReadGate | null;
  /** As the device sent it, before it was made unique for the broker. */
  clientId: string;
  /** Its last will is to be published under somebody else's topic. */
  hasForeignWill: boolean;
  session: Session | null;
  /** Messages handed on and not yet settled. */
  pending: number;
};

/** The open connections, and what is known about one that is just closing: its last will is still to come. */
export class Connections {
  readonly open = new Set<Connection>();
  readonly #byConn = new WeakMap<Duplex, Connection>();

  add(conn: Duplex, certificate: DeviceCertificate | null): Connection {
    const connection = {
      conn,
      certificate,
      gate: null,
      clientId: '',
      hasForeignWill: false,
      session: null,
      pending: 0,
    };
    this.#byConn.set(conn, connection);
    this.open.add(connection);
    conn.once('close', () => this.open.delete(connection));
    return connection;
  }

  of(client: Client | null): Connection | undefined {
    return client ? this.#byConn.get(client.conn) : undefined;
  }

  /** Those whose device has signed in. */
  signedIn(): (Connection & { session: Session })[] {
    return [...this.open].filter((connection) => connection.session !== null) as (Connection & { session: Session })[];
  }
}
