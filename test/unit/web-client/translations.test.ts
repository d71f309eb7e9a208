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
const writeSettings = (): string => {
  const config = JSON.parse(readFileSync(join(ROOT, 'lit-localize.json'), 'utf8')) as Config & { inputFiles: string[] };
  config.inputFiles = config.inputFiles.map((pattern) => join(ROOT, pattern));
  config.interchange.xliffDir = folder;
  config.output.outputDir = join(folder, 'generated');
  config.output.localeCodesModule = join(folder, 'generated/locale-codes.ts');
  const file = join(folder, 'lit-localize.json');
  writeFileSync(file, JSON.stringify(config));
  return file;
};

const GENERATED = ['zh-CN.ts', 'zh-CN-staff.ts'] as const;

describe('translations', () => {
  it('leave no string without its Chinese words', () => {
    cpSync(join(ROOT, 'web-client/locales/zh-CN.xlf'), join(folder, 'zh-CN.xlf'));
    const extract = ['extract', '--config', writeSettings()];
    execFileSync(join(ROOT, 'node_modules/.bin/lit-localize'), extract, { cwd: ROOT });
    const units = readFileSync(join(folder, 'zh-CN.xlf'), 'utf8').match(/<trans-unit[\s\S]*?<\/trans-unit>/g) ?? [];
    expect(units.length).toBeGreaterThan(100);
    const untranslated = units.filter((unit) => !/<target[^>]*>[\s\S]*\S[\s\S]*<\/target>/.test(unit));
    expect(untranslated).toEqual([]);
  });

  it('stand in the generated modules as they stand in the translators’ file', () => {
    execFileSync(process.execPath, [join(ROOT, 'tools/localize/build.ts'), writeSettings()], { cwd: ROOT });
    for (const name of GENERATED) {
      const committed = readFileSync(join(ROOT, 'web-client/locales/generated', name), 'utf8');
      expect(committed).toBe(readFileSync(join(folder, 'generated', name), 'utf8'));
    }
  });

  it('are apart: what everybody may see, and what only those see who work here', () => {
    const read = (name: string): string => readFileSync(join(ROOT, 'web-client/locales/generated', name), 'utf8');
    const [everybodys, staffs] = [read(GENERATED[0]), read(GENERATED[1])];
    const units = readFileSync(join(ROOT, 'web-client/locales/zh-CN.xlf'), 'utf8').match(/<trans-unit /g) ?? [];
    const entries = (module: string): string[] => module.match(/^ {2}'[hs][0-9a-f]{16}':/gm) ?? [];
    expect(new Set([...entries(everybodys), ...entries(staffs)]).size).toBe(units.length);
    expect(entries(everybodys).length + entries(staffs).length).toBe(units.length);
    expect(everybodys).toContain('`登录`');
    expect(staffs).toContain('`保存替班`');
  });
});
