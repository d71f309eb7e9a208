import { connect, type Connections } from '#database/client.ts';
import { freePort } from '#database/embedded/free-port.ts';
import { temporaryDataDir } from '#database/embedded/temporary-data-dir.ts';
import { startClinic, type Clinic } from '#tools/start/clinic.ts';
import { readStartConfig } from '#tools/start/config.ts';
import { createSupervisor } from '#tools/supervisor/supervisor.ts';

export type TestClinic = Clinic &
  Connections & {
    dataDir: string;
    /** Everything the processes said, for a test that failed. */
    lines: readonly string[];
    stop: () => Promise<void>;
  };

/** The whole clinic as `npm start` runs it, on ports of its own and without the demo's people. */
export const startTestClinic = async (environment: Record<string, string> = {}): Promise<TestClinic> => {
  const temporary = temporaryDataDir('kanhu-clinic');
  const dataDir = temporary.path;
  const ports = {
    KANHU_PORT: await freePort(),
    KANHU_MQTT_PORT: await freePort(),
    KANHU_MQTT_WS_PORT: await freePort(),
    KANHU_MEDIA_PORT: await freePort(),
    KANHU_GATEWAY_METRICS_PORT: await freePort(),
    // Two workers take two ports; below the range that the system hands out for everything else.
    KANHU_MEDIA_RTC_PORT: 20_000 + Math.floor(Math.random() * 5_000) * 2,
  };
  // The processes are started with this process's environment, as they are by the command.
  Object.assign(process.env, { KANHU_DATA_DIR: dataDir, KANHU_LOG_LEVEL: 'info', ...environment });
  for (const [name, port] of Object.entries(ports)) process.env[name] = String(port);

  const lines: string[] = [];
  const supervisor = createSupervisor((name, line) => lines.push(`${name} ${line}`));
  try {
    const clinic = await startClinic({ config: readStartConfig(process.env), supervisor, hasDemo: false });
    const connections = connect(clinic.databaseUrl, { applicationName: 'kanhu-test', maxConnections: 4 });
    return {
      ...clinic,
      ...connections,
      dataDir,
      lines,
      stop: async () => {
        await connections.close();
        await supervisor.stop();
        temporary.remove();
      },
    };
  } catch (error) {
    await supervisor.stop();
    temporary.remove();
    throw new Error(`the clinic did not start:\n${lines.slice(-40).join('\n')}`, { cause: error });
  }
};
