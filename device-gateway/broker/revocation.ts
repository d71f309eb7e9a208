import type { Sql } from 'postgres';
import type { Logger } from '../log.ts';
import type { Session } from './session.ts';

/** Whoever lost access is out within a second. */
const SWEEP_EVERY_MS = 500;

export type RevocationSweepOptions = {
  sql: Sql;
  log: Logger;
  sessions: () => Iterable<Session>;
  /** Called for each session whose device was revoked or deleted, or has another secret by now, or whose token is over. */
  onRevoked: (session: Session) => void;
};

/** Asks the database twice a second which of the connected devices may no longer be. Returns what stops it. */
export const startRevocationSweep = ({ sql, log, sessions, onRevoked }: RevocationSweepOptions): (() => void) => {
  let isAsking = false;

  const sweep = async (): Promise<void> => {
    const connected = [...sessions()];
    if (connected.length === 0) return;
    const rows = await sql<{ position: string }[]>`
      select connected.position
      from unnest(
        ${connected.map(({ deviceId }) => deviceId)}::text[],
        ${connected.map(({ passwordSha256 }) => passwordSha256?.toString('base64') ?? null)}::text[]
      ) with ordinality as connected (device_id, password_sha256, position)
      left join devices on devices.id = connected.device_id and devices.revoked_at is null
        and (connected.password_sha256 is null or encode(devices.secret_sha256, 'base64') = connected.password_sha256)
      where devices.id is null and not exists (
        select from live_device_tokens token
        where token.device_id = connected.device_id
          and token.token_sha256 = decode(connected.password_sha256, 'base64')
      )`;
    for (const { position } of rows) {
      const session = connected[Number(position) - 1];
      if (session) onRevoked(session);
    }
  };

  const timer = setInterval(() => {
    if (isAsking) return;
    isAsking = true;
    sweep()
      .catch((error: unknown) => {
        log.warn({ code: (error as { code?: unknown }).code }, 'could not ask which devices are revoked');
      })
      .finally(() => {
        isAsking = false;
      });
  }, SWEEP_EVERY_MS);
  return () => clearInterval(timer);
};
