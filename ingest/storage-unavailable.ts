/** SQLSTATE `disk_full`. */
const DISK_FULL = '53100';

/** The database is away or refuses to write. The readings are not acknowledged; whoever sent them sends them again. */
export class StorageUnavailableError extends Error {
  override readonly name = 'StorageUnavailableError';
  /** SQLSTATE or the driver's code. */
  readonly code: string;

  constructor(code: string) {
    super(`the database cannot be written to (${code === DISK_FULL ? 'its disk is full: make room there' : code})`);
    this.code = code;
  }
}
