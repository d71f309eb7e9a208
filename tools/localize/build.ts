import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { everybodysWords } from './everybodys-words.ts';
import { splitWords } from './split-words.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Makes the modules of words from the translators' file: `zh-CN.ts` for everybody, and `zh-CN-staff.ts` beside it with
 * what no patient's page can show, so that a phone does not load it.
 *
 * usage: node tools/localize/build.ts [LIT_LOCALIZE_JSON]
 */
const config = resolve(process.argv[2] ?? join(ROOT, 'lit-localize.json'));
execFileSync(join(ROOT, 'node_modules/.bin/lit-localize'), ['build', '--config', config], { cwd: ROOT });

const { output } = JSON.parse(readFileSync(config, 'utf8')) as { output: { outputDir: string } };
const folder = resolve(dirname(config), output.outputDir);
const all = join(folder, 'zh-CN.ts');
const { everybodys, staffs } = splitWords(readFileSync(all, 'utf8'), everybodysWords(join(ROOT, 'web-client')));
writeFileSync(all, everybodys);
writeFileSync(join(folder, 'zh-CN-staff.ts'), staffs);
