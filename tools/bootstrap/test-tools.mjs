import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { installPackages, isDebian } from './debian-packages.mjs';
import { Failure } from './failure.mjs';

const fonts = ['/usr/share/fonts', '/usr/local/share/fonts'];
const notoCjk = [/^NotoSans(Mono)?CJK.*\.(ttc|otf)$/i, /^NotoSansSC.*\.(ttf|otf)$/i];

/** What the tests drive besides npm's packages, as Debian names it, and how to see that it is there. */
export const testTools = [
  { package: 'chromium', isThere: () => onPath('chromium') || onPath('chromium-browser') || onPath('google-chrome') },
  { package: 'fonts-noto-cjk', isThere: () => fonts.some((folder) => holdsFile(folder, notoCjk)) },
  { package: 'mosquitto', isThere: () => onPath('mosquitto') },
  { package: 'coturn', isThere: () => onPath('turnserver') },
  { package: 'faketime', isThere: () => onPath('faketime') },
  { package: 'postgresql', isThere: () => versionsOfPostgres().some((version) => Number(version) >= 15) },
  { package: 'docker-compose', isThere: () => onPath('docker-compose') },
];

/** Installs what is missing; says nothing when all is there. */
export const prepareTestTools = async () => {
  const missing = stillMissing();
  if (missing.length === 0) return;
  if (!isDebian()) {
    throw new Failure({
      what: `The tests need programs that are not here: ${missing.join(', ')}.`,
      why: 'they are looked for on PATH and in /usr, and only Debian packages can be installed by themselves.',
      mend: `install them with this system's package manager (Debian's names: ${missing.join(' ')}), then npm test`,
    });
  }
  await installPackages(missing, 'the tests');
  const absent = stillMissing();
  if (absent.length === 0) return;
  throw new Failure({
    what: `Installed, but still not found: ${absent.join(', ')}.`,
    why: 'the package brings no program or font where it is looked for.',
    mend: `apt-get install --reinstall ${absent.join(' ')}`,
  });
};

const stillMissing = () => testTools.filter((tool) => !tool.isThere()).map((tool) => tool.package);

const onPath = (program) =>
  // A user's PATH on Debian leaves sbin out, where servers are.
  [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'].some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

const versionsOfPostgres = () =>
  entries('/usr/lib/postgresql')
    .map((entry) => entry.name)
    .filter((version) => existsSync(join('/usr/lib/postgresql', version, 'bin', 'postgres')));

const holdsFile = (folder, names) =>
  entries(folder).some((entry) =>
    entry.isDirectory() ? holdsFile(join(folder, entry.name), names) : names.some((name) => name.test(entry.name)),
  );

const entries = (folder) => {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
};
