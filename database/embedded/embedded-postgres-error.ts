/** The embedded PostgreSQL cannot start or stop: the message says what failed, why, and what mends it. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
}
