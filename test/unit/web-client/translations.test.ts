import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'kanhu-translations-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Config = { interchange: { xliffDir: string }; output: { outputDir: string; localeCodesModule: string } };

/** The project's own settings, with everything that is written going to a folder of the test's. */
const runLocalize = (command: 'extract' | 'build'): void => {
  const config = JSON.parse(readFileSync(join(ROOT, 'lit-localize.json'), 'utf8')) as Config & { inputFiles: string[] };
  config.inputFiles = config.inputFiles.map((pattern) => join(ROOT, pattern));
  config.interchange.xliffDir = folder;
  config.output.outputDir = join(folder, 'generated');
  config.output.localeCodesModule = join(folder, 'generated/locale-codes.ts');
  const file = join(folder, 'lit-localize.json');
  writeFileSync(file, JSON.stringify(config));
  execFileSync(join(ROOT, 'node_modules/.bin/lit-localize'), [command, '--config', file], { cwd: ROOT });
};

describe('translations', () => {
  it('leave no string without its Chinese words', () => {
    cpSync(join(ROOT, 'web-client/locales/zh-CN.xlf'), join(folder, 'zh-CN.xlf'));
    runLocalize('extract');
    const units = readFileSync(join(folder, 'zh-CN.xlf'), 'utf8').match(/<trans-unit[\s\S]*?<\/trans-unit>/g) ?? [];
    expect(units.length).toBeGreaterThan(100);
    const untranslated = units.filter((unit) => !/<target[^>]*>[\s\S]*\S[\s\S]*<\/target>/.test(unit));
    expect(untranslated).toEqual([]);
  });

  it('stand in the generated module as they stand in the translators’ file', () => {
    runLocalize('build');
    const read = (path: string) => readFileSync(path, 'utf8').replaceAll(/\s+/g, ' ');
    expect(read(join(ROOT, 'web-client/locales/generated/zh-CN.ts'))).toBe(read(join(folder, 'generated/zh-CN.ts')));
  });
});
