import { mkdir, readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { ROOT, run } from './run.ts';

// From what fails fastest to what takes longest.
const PROJECTS = ['architecture', 'unit', 'contract', 'integration', 'chaos', 'e2e'] as const;

const { positionals } = parseArgs({ allowPositionals: true });
const unknown = positionals.filter((name) => !['check', ...PROJECTS].includes(name));
if (unknown.length > 0) {
  console.error(`no such part: ${unknown.join(', ')}; there are check, ${PROJECTS.join(', ')}`);
  process.exit(2);
}
const isWanted = (name: string) => positionals.length === 0 || positionals.includes(name);

type Report = { numPassedTests: number; numFailedTests: number; numPendingTests: number; numFailedTestSuites: number };

let passed = 0;
let failed = 0;
let skipped = 0;

if (isWanted('check')) {
  const code = await run('node', ['tools/check.ts']);
  if (code === 0) passed += 1;
  else failed += 1;
}

await mkdir(`${ROOT}test/results`, { recursive: true });
for (const project of PROJECTS) {
  if (!isWanted(project)) continue;
  console.log(`\n── ${project}`);
  const reportFile = `${ROOT}test/results/${project}.json`;
  const code = await run('vitest', [
    'run',
    '--project',
    project,
    '--passWithNoTests=false',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${reportFile}`,
  ]);
  const report = await readFile(reportFile, 'utf8').then(
    (text) => JSON.parse(text) as Report,
    () => null,
  );
  passed += report?.numPassedTests ?? 0;
  skipped += report?.numPendingTests ?? 0;
  // A file that does not load, or a runner that dies, has no failed test of its own: it still is a failure.
  failed += Math.max(report?.numFailedTests ?? 0, code === 0 ? 0 : 1);
}

console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
if (failed > 0) process.exitCode = 1;
