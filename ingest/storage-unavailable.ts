/** The database is away or refuses to write. The readings are not acknowledged; whoever sent them sends them again. */
export class StorageUnavailableError extends Error {
  override readonly name = 'StorageUnavailableError';
  /** SQLSTATE or the driver's code. */
  readonly code: string;

  constructor(code: string) {
    super(`the database cannot be written to (${code})`);
    this.code = code;
  }
}
