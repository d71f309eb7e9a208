import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { ARTIFACT_DIR } from '#models/forecaster/load.ts';
import { evaluateFile } from './forecaster-evaluation/evaluate-file.ts';
import { evaluateFolder } from './rhythm-evaluation/evaluate-folder.ts';

const USAGE = `usage: npm run evaluate -- FILE.csv [--artifact DIR] [--json OUT]
       npm run evaluate -- --rhythm DIR [--json OUT]`;

const options = {
  artifact: { type: 'string' },
  rhythm: { type: 'string' },
  json: { type: 'string' },
} as const;

function readArguments() {
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options });
    const { artifact, rhythm, json } = values;
    const [file] = positionals;
    if (rhythm !== undefined) {
      if (file !== undefined || artifact !== undefined) throw new Error('--rhythm takes a folder and nothing else');
      return { evaluate: () => evaluateFolder(rhythm), json };
    }
    if (file === undefined || positionals.length > 1) throw new Error('one file, please');
    return { evaluate: () => evaluateFile(file, artifact ?? ARTIFACT_DIR), json };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    process.exit(2);
  }
}

const { evaluate, json } = readArguments();
try {
  const text = `${JSON.stringify(await evaluate(), null, 2)}\n`;
  process.stdout.write(text);
  if (json !== undefined) await writeFile(json, text);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
