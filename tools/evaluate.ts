import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { ARTIFACT_DIR } from '#models/forecaster/load.ts';
import { evaluateFile } from './forecaster-evaluation/evaluate-file.ts';

const USAGE = 'usage: npm run evaluate -- FILE.csv [--artifact DIR] [--json OUT]';

const options = { artifact: { type: 'string', default: ARTIFACT_DIR }, json: { type: 'string' } } as const;

function readArguments() {
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options });
    const [file] = positionals;
    if (file === undefined || positionals.length > 1) throw new Error('one file, please');
    return { file, ...values };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    process.exit(2);
  }
}

const { file, artifact, json } = readArguments();
try {
  const text = `${JSON.stringify(await evaluateFile(file, artifact), null, 2)}\n`;
  process.stdout.write(text);
  if (json !== undefined) await writeFile(json, text);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
