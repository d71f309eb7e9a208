import { existsSync } from 'node:fs';
import { run } from './run.mjs';

/**
 * Runs npm, the one that started us where there is one, with the Node that runs us: the pinned Node may be among
 * the things that npm is about to replace.
 *
 * @param {string} root
 * @param {readonly string[]} args
 */
export const npm = (root, args) => {
  const cli = process.env['npm_execpath'];
  const own = cli !== undefined && /npm-cli\.c?js$/.test(cli) && existsSync(cli);
  const [command, ...first] = own ? [process.execPath, cli] : ['npm'];
  const env = {
    ...process.env,
    // The browser comes from the distribution, and the media worker is a step of its own.
    PUPPETEER_SKIP_DOWNLOAD: '1',
    MEDIASOUP_WORKER_BIN: process.env['MEDIASOUP_WORKER_BIN'] ?? 'a step of its own',
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_update_notifier: 'false',
  };
  return run(command, [...first, ...args], { cwd: root, env });
};
