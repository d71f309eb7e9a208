import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { probeDisk } from './load/disk.ts';
import { measure, openBenchServer, openSide } from './load/sides.ts';
import { diskLine, HEADER, median, runLine } from './load/table.ts';

/**
 * Half of the full load for ten minutes: does memory stay flat, and does everything add up at the end?
 *
 * usage: node bench/ingest-soak.ts [--minutes 10] [--rate READINGS_PER_SECOND] [--devices 1000]
 */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    rate: { type: 'string', default: '7500' },
    devices: { type: 'string', default: '1000' },
  },
});
const durationMs = Number(values.minutes) * 60_000;
const SAMPLE_EVERY_MS = 5000;
/** The last fifth against the second: the first one fills caches. */
const MAX_GROWTH = 1.15;

const server = await openBenchServer();
const kanhu = await openSide('kanhu', server.url, { devices: Number(values.devices), inFlight: 5 });
const samples: { seconds: number; residentMiB: number }[] = [];
const startedAt = performance.now();
const sampling = setInterval(() => {
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  samples.push({ seconds, residentMiB: kanhu.process.residentMiB() });
}, SAMPLE_EVERY_MS);
const probe = await probeDisk(server.dataDir);
const result = await measure(kanhu, durationMs, Number(values.rate));
const disk = await probe.stop();
clearInterval(sampling);
await kanhu.close();
await server.close();

const fifth = (index: number): number => {
  const from = Math.floor((samples.length * index) / 5);
  const to = Math.floor((samples.length * (index + 1)) / 5);
  return median(samples.slice(from, to).map(({ residentMiB }) => residentMiB));
};
const growth = fifth(4) / fifth(1);
const passed = result.disagreements.length === 0 && growth <= MAX_GROWTH;
console.log(HEADER);
console.log(runLine(`kanhu ${values.minutes} min`, result));
console.log(diskLine(disk));
console.log(`memory by fifths: ${[0, 1, 2, 3, 4].map((index) => `${fifth(index)} MiB`).join(', ')}`);
for (const what of result.disagreements) console.log(`wrong: ${what}`);
if (growth > MAX_GROWTH) console.log(`wrong: memory grew by ${Math.round((growth - 1) * 100)} %`);
const folder = fileURLToPath(new URL('./results', import.meta.url));
await mkdir(folder, { recursive: true });
await writeFile(
  `${folder}/ingest-soak.json`,
  `${JSON.stringify({ passed, growth, result, disk, samples }, null, 2)}\n`,
);
process.exit(passed ? 0 : 1);
