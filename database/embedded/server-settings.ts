/** How the embedded server differs from PostgreSQL's own defaults, which suit a much smaller machine. */
export const SERVER_SETTINGS = {
  listen_addresses: '127.0.0.1',
  // A socket's lock file would be one more thing that outlives a kill.
  unix_socket_directories: '',
  timezone: 'UTC',
  log_timezone: 'UTC',
  max_connections: '100',
  shared_buffers: '256MB',
  // Ingest writes without pause: fewer, larger checkpoints keep acknowledgements even.
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  wal_compression: 'on',
  // An acknowledged reading is on the disk.
  synchronous_commit: 'on',
  // Short statements; compiling them costs more than it saves.
  jit: 'off',
  log_checkpoints: 'off',
  log_line_prefix: '',
  // An error's details hold the rows that it is about, and its statement is a page long: neither belongs in a log.
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
} as const satisfies Record<string, string>;
