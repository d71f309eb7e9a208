/**
 * What the PostgreSQL programs see of our environment: nothing that changes how they work (PGDATA, PGPORT, LC_ALL, TZ,
 * LD_LIBRARY_PATH, ...) and no secret.
 */
export const serverEnvironment: NodeJS.ProcessEnv = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
};
