import { sql, type SQL } from 'drizzle-orm';
import type { Database, Transaction } from '#database/client.ts';

const LOCK = 'kanhu:audit-seal';
/** Rows in one link; what is left over is in the next one. */
const MOST_ROWS = 5_000;
/**
 * Ids are given out before they commit, so a row may turn up below those already sealed. We look back over this many
 * links for what was missed: at one link a second at most, no transaction is open for that long.
 */
const LINKS_LOOKED_AT = 1_000;
const LINKS_STILL_OPEN = 500;

/** One row as its hash covers it: every column, in PostgreSQL's own canonical text. */
const ROW_TEXT = sql`jsonb_build_array(
  a.id::text, extract(epoch from a.at)::text, a.actor, a.action, a.patient_id, a.subject_type, a.subject_id, a.detail
)::text`;

const chained = (previousHash: SQL): SQL =>
  sql`sha256(${previousHash} || convert_to(coalesce(string_agg(${ROW_TEXT}, E'\n' order by a.id), ''), 'UTF8'))`;

/**
 * Adds one link over the audit rows that were committed since: outside their transactions, so that nobody waits for
 * anybody. Returns how many rows it sealed; 0 too where another server is at it.
 */
export const sealAudit = (db: Database): Promise<number> =>
  db.transaction(async (tx) => {
    const [lock] = await tx.execute<{ won: boolean }>(sql`select pg_try_advisory_xact_lock(hashtext(${LOCK})) as won`);
    if (lock?.won !== true) return 0;
    const [link] = await tx.execute<{ sealed: number }>(sql`
      with recent as (select id, audit_ids, hash from audit_seals order by id desc limit ${LINKS_LOOKED_AT}),
      sealed as (select unnest(audit_ids) as id from recent),
      settled as (
        select coalesce(max(audit_id), 0) as id
        from (select audit_ids from recent order by id desc offset ${LINKS_STILL_OPEN}) older, unnest(audit_ids) as audit_id
      ),
      due as (
        select a.* from audit_log a, settled
        where a.id > settled.id and not exists (select 1 from sealed where sealed.id = a.id)
        order by a.id limit ${MOST_ROWS}
      ),
      last as (select id, hash from recent order by id desc limit 1)
      insert into audit_seals (id, sealed_at, audit_ids, hash)
      select coalesce((select id from last), 0) + 1, now(), array_agg(a.id order by a.id),
        ${chained(sql`coalesce((select hash from last), ''::bytea)`)}
      from due a having count(*) > 0
      returning cardinality(audit_ids) as sealed`);
    return link?.sealed ?? 0;
  });

export type AuditProof = {
  links: number;
  /** The first link whose hash is not that of its rows and its predecessor; null where all hold. */
  brokenLink: string | null;
  unsealedRows: number;
};

/** Computes the whole chain again: a row that was changed, removed or put in between breaks its link. */
export const verifyAuditSeals = async (db: Database | Transaction): Promise<AuditProof> => {
  const [proof] = await db.execute<{ links: number; broken_link: string | null; unsealed_rows: number }>(sql`
    with links as (
      select id, hash, audit_ids, coalesce(lag(hash) over (order by id), ''::bytea) as previous_hash from audit_seals
    ),
    computed as (
      select links.id, links.hash,
        (select ${chained(sql`links.previous_hash`)} from audit_log a where a.id = any(links.audit_ids)) as expected,
        (select count(*) from audit_log a where a.id = any(links.audit_ids)) = cardinality(links.audit_ids) as is_whole
      from links
    )
    select count(*)::int as links,
      (min(id) filter (where hash <> expected or not is_whole))::text as broken_link,
      (select count(*) from (select id from audit_log except select unnest(audit_ids) from audit_seals) unsealed)::int as unsealed_rows
    from computed`);
  return {
    links: proof?.links ?? 0,
    brokenLink: proof?.broken_link ?? null,
    unsealedRows: proof?.unsealed_rows ?? 0,
  };
};
