import { parseArgs } from 'node:util';
import { DEMO_PASSWORD, DEMO_STAFF, DEMO_PATIENTS } from './demo/people.ts';
import { startClinic } from './start/clinic.ts';
import { readStartConfig } from './start/config.ts';
import { stopOnSignals } from './supervisor/stop-on-signals.ts';
import { createSupervisor } from './supervisor/supervisor.ts';

const USAGE = 'usage: npm start [-- --no-demo]';

const readOptions = (): { hasDemo: boolean } => {
  try {
    const { values } = parseArgs({ options: { 'no-demo': { type: 'boolean', default: false } } });
    return { hasDemo: !values['no-demo'] };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    process.exit(2);
  }
};

const { hasDemo } = readOptions();
const say = (line: string): void => console.log(line);
const supervisor = createSupervisor((name, line) => say(`${name.padEnd(8)} ${line}`));
stopOnSignals(supervisor, say);

try {
  const startedAt = performance.now();
  const config = readStartConfig(process.env);
  const clinic = await startClinic({ config, supervisor, hasDemo });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  say('');
  say(`Kanhu is ready after ${seconds} s:  ${clinic.url}`);
  say(`MQTT for devices:            ${clinic.mqttUrl}`);
  if (clinic.inboxUrl !== null) say(`Mail and SMS of the demo:    ${clinic.inboxUrl}`);
  if (hasDemo) {
    say(`Demo logins, password "${DEMO_PASSWORD}":`);
    for (const { email, name, profession, role } of DEMO_STAFF)
      say(`  ${email.padEnd(26)} ${name} (${profession ?? role})`);
    const [patient] = DEMO_PATIENTS;
    if (patient) say(`  ${patient.email.padEnd(26)} ${patient.profile.name} (patient)`);
  }
  say('Not an emergency service. Ctrl-C stops everything.');
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error);
  console.error(`\nKanhu did not start.\n${reason}`);
  await supervisor.stop();
  process.exit(1);
}
