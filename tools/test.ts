import { mkdir, readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT, run } from './run.ts';

// From what fails fastest to what takes longest.
const PROJECTS = ['architecture', 'unit', 'contract', 'integration', 'media', 'chaos', 'e2e'] as const;

const { positionals } = parseArgs({ allowPositionals: true });
const unknown = positionals.filter((name) => !['check', ...PROJECTS].includes(name));
if (unknown.length > 0) {
  console.error(`no such part: ${unknown.join(', ')}; there are check, ${PROJECTS.join(', ')}`);
  process.exit(2);
}
const isWanted = (name: string) => positionals.length === 0 || positionals.includes(name);

type Report = {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  testResults: {
    name: string;
    status: string;
    message: string;
    assertionResults: { fullName: string; status: string; failureMessages: string[] }[];
  }[];
};

/** A failure's reasons without the frames of the libraries under them. */
const ownLines = (messages: readonly string[]): string =>
  messages
    .flatMap((message) => message.split('\n'))
    .filter((line) => !/^ +at .*(node_modules|node:internal)/.test(line))
    .join('\n');

/** Each failed test with its file and its reasons; a file that did not load, or failed around its tests, with its own. */
function failuresOf(report: Report): string[] {
  return report.testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(ROOT, name);
    const failures = assertionResults
      .filter((test) => test.status === 'failed')
      .map((test) => `${file}: ${test.fullName}\n${ownLines(test.failureMessages)}`);
    return failures.length === 0 && status === 'failed' ? [`${file}\n${message}`] : failures;
  });
}

let passed = 0;
let failed = 0;
let skipped = 0;
// Said again at the end: whoever keeps only the last lines of a long run has to find out what failed.
const failures: string[] = [];

if (isWanted('check')) {
  const code = await run('node', ['tools/check.ts']);
  if (code === 0) passed += 1;
  else {
    failed += 1;
    failures.push('check: node tools/check.ts');
  }
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
  const named = report === null ? [] : failuresOf(report);
  failures.push(...(named.length === 0 && code !== 0 ? [`${project}: ended with ${code}, no test named`] : named));
}

for (const failure of failures) console.log(`\n── failed: ${failure}`);

console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
if (failed > 0) process.exitCode = 1;
