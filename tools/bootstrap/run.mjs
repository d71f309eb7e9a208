import { spawn } from 'node:child_process';

/**
 * Runs a command to its end and keeps what it printed; `onLine` sees each line of its standard output.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, onLine?: (line: string) => void }} [options]
 * @returns {Promise<{ ok: boolean, status: string, output: string }>}
 */
export const run = (command, args, { cwd, env = process.env, onLine } = {}) =>
  new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let unfinished = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text;
      const lines = (unfinished + text).split('\n');
      unfinished = lines.pop() ?? '';
      for (const line of lines) onLine?.(line);
    });
    child.stderr.setEncoding('utf8').on('data', (text) => (output += text));
    child.once('error', (error) => resolve({ ok: false, status: error.message, output }));
    child.once('close', (code, signal) =>
      resolve({ ok: code === 0, status: signal ? `ended by ${signal}` : `exit code ${code}`, output }),
    );
  });

/**
 * The end of a command's output, where the reason stands.
 *
 * @param {string} output
 */
export const lastLines = (output, count = 12) => output.trimEnd().split('\n').slice(-count).join('\n');
