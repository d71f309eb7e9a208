import { COMPONENTS, type ComponentHealth, type Readiness } from '#contracts/health.ts';
import type { Deps } from '../../deps.ts';
import { readSigns, STATES, type Sign } from './read-signs.ts';

const RANK = { up: 0, degraded: 1, down: 2 } as const satisfies Record<(typeof STATES)[number], number>;

const stateOf = (rank: number): Sign['state'] => STATES[rank] ?? 'down';

/** Several processes of one kind: up while none complains, degraded while at least one is not down. */
export const combineSigns = (signs: readonly Sign[], startedAt: Date): ComponentHealth => {
  if (signs.length === 0) return { state: 'down', since: startedAt.toISOString(), detail: 'not heard of' };
  const ranks = signs.map(({ state }) => RANK[state]);
  const rank = Math.min(...ranks) === RANK.down ? RANK.down : Math.min(Math.max(...ranks), RANK.degraded);
  const deciding = signs.filter(({ state }) => RANK[state] >= rank);
  const since = Math.max(...deciding.map((sign) => sign.since.getTime()));
  const details = [...new Set(deciding.flatMap(({ detail }) => detail ?? []))];
  return {
    state: stateOf(rank),
    since: new Date(since).toISOString(),
    detail: details.length > 0 ? details.join('; ') : null,
  };
};

/** Reads how every part of the clinic is; remembers since when the database has been as it is. */
export const createReadinessReader = ({ db, ingest, now }: Deps): (() => Promise<Readiness>) => {
  const startedAt = now();
  let database: Sign = { component: 'database', state: 'up', since: startedAt, detail: null };

  const look = async (): Promise<Sign[]> => {
    try {
      const signs = await readSigns(db);
      if (database.state !== 'up') database = { component: 'database', state: 'up', since: now(), detail: null };
      return signs;
    } catch {
      if (database.state !== 'down') {
        database = { component: 'database', state: 'down', since: now(), detail: 'does not answer' };
      }
      // Nobody can be heard without it.
      return COMPONENTS.map((component) => ({ ...database, component, detail: 'the database does not answer' }));
    }
  };

  return async () => {
    const signs = (await look()).filter(({ component }) => component !== 'database');
    const { backend, fallbackReason } = ingest.detector;
    const detector: Sign = {
      component: 'detector',
      state: fallbackReason === undefined ? 'up' : 'degraded',
      since: startedAt,
      detail: fallbackReason ?? backend,
    };
    const all = [...signs, detector, database];
    // Everything may work without one; only nobody would be told that it does not.
    const none: Sign = { component: 'watchdog', state: 'degraded', since: startedAt, detail: 'none was ever started' };
    const components = {
      database: combineSigns([database], startedAt),
      mqtt: combineSigns(of(all, 'mqtt'), startedAt),
      gateways: combineSigns(of(all, 'gateways'), startedAt),
      'media-nodes': combineSigns(of(all, 'media-nodes'), startedAt),
      relay: combineSigns(of(all, 'relay'), startedAt),
      detector: combineSigns(of(all, 'detector'), startedAt),
      watchdog: combineSigns(or(of(all, 'watchdog'), none), startedAt),
    };
    const worst = Math.max(...Object.values(components).map(({ state }) => RANK[state]));
    return { state: stateOf(worst), components };
  };
};

const of = (signs: readonly Sign[], component: (typeof COMPONENTS)[number]): Sign[] =>
  signs.filter((sign) => sign.component === component);

const or = (signs: readonly Sign[], otherwise: Sign): readonly Sign[] => (signs.length > 0 ? signs : [otherwise]);
