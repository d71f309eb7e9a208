import { startEmbeddedPostgres } from '#database/embedded/start-embedded-postgres.ts';

// usage: node embedded-postgres-child.ts DATA_DIR UMASK   runs a server until it is killed, says where it is
const [dataDir = '', umask = ''] = process.argv.slice(2);
process.umask(Number.parseInt(umask, 8));

const server = await startEmbeddedPostgres({ dataDir });
process.stdout.write(`${JSON.stringify({ url: server.url, pid: server.pid, clusterHome: server.clusterHome })}\n`);
process.once('SIGTERM', () => {
  void server.close().then(() => process.exit(0));
});
setInterval(() => undefined, 60_000);
