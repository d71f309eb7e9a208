import { fileURLToPath } from 'node:url';
import { processService } from '#tools/supervisor/process-service.ts';
import { stopOnSignals } from '#tools/supervisor/stop-on-signals.ts';
import { createSupervisor } from '#tools/supervisor/supervisor.ts';

// A supervisor as a process of its own, so that a test can signal it: two services, until it is told to stop.
const script = fileURLToPath(new URL('./supervised.ts', import.meta.url));
const supervisor = createSupervisor((name, line) => console.log(`${name}: ${line}`));
stopOnSignals(supervisor, (line) => console.log(line));
for (const name of ['one', 'two']) await supervisor.start(processService({ name, args: [script, 'steady'] }));
console.log('all are up');
