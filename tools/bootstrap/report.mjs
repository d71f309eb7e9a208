/** What the bootstrap tells the person who waits: one updating line on a terminal, a line now and then elsewhere. */
const quietMs = 10_000;

/** @param {string} line */
export const say = (line) => process.stdout.write(`${line}\n`);

/**
 * Shows progress of one long step. Off a terminal (CI, a log file) it writes a line every ten seconds at most.
 *
 * @param {string} title
 */
export const startProgress = (title) => {
  const isTerminal = process.stdout.isTTY === true;
  const startedAt = Date.now();
  let detail = '';
  let writtenAt = startedAt;
  const seconds = () => Math.round((Date.now() - startedAt) / 1000);
  const write = () => {
    if (isTerminal) process.stdout.write(`\r\x1b[K${title} ${detail} (${seconds()} s)`);
    else if (Date.now() - writtenAt >= quietMs) {
      writtenAt = Date.now();
      say(`  ${title} ${detail} (${seconds()} s)`);
    }
  };
  if (!isTerminal) say(`${title} ...`);
  const timer = setInterval(write, 1000);
  return {
    /** @param {string} text */
    update: (text) => {
      detail = text;
      if (isTerminal) write();
    },
    /** @param {string} outcome */
    end: (outcome) => {
      clearInterval(timer);
      say(`${isTerminal ? '\r\x1b[K' : ''}${title}: ${outcome} (${seconds()} s)`);
    },
  };
};
