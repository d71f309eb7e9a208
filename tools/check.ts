import { run } from './run.ts';

/** Format, lint, types, architecture: everything that can be said about the code without running it. */
const CHECKS = [
  { name: 'format', program: 'prettier', args: ['--check', '--log-level', 'warn', '.'] },
  { name: 'types', program: 'tsc', args: ['--noEmit'] },
  { name: 'lint', program: 'eslint', args: ['--max-warnings', '0', '.'] },
  { name: 'architecture', program: 'vitest', args: ['run', '--project', 'architecture', '--reporter', 'dot'] },
] as const;

const failed: string[] = [];
for (const { name, program, args } of CHECKS) {
  const startedAt = performance.now();
  const code = await run(program, args);
  console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${name} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
  if (code !== 0) failed.push(name);
}
if (failed.length > 0) {
  console.error(`check failed: ${failed.join(', ')}`);
  process.exitCode = 1;
}
