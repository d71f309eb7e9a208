import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * postgres 3.4.9, the newest there is, does not survive a connection that dies within a transaction: the ROLLBACK that
 * follows is written to a socket that is null, in a `setImmediate` that nobody can catch, and the process ends. Where
 * something catches it, bytes of the dead connection stay in the buffer, and its slot of the pool never connects again.
 * A transaction whose callback is still at work then goes on outside any transaction, once the slot has reconnected.
 * (porsager/postgres issues 1066, 1154, 1208; pull requests 1168, 1209: none is merged.)
 *
 * A function literal that is assigned to a property is made in the old generation (V8,
 * `CheckAssigningFunctionLiteralToProperty`), and what it closes over stays until that is collected: each query and each
 * transaction with all its parameters and rows. Through a variable it is made in the young one.
 */
const PATCHES = [
  {
    file: 'postgres/src/connection.js',
    version: '3.4.9',
    edits: [
      // A connection that dies while it asks for types has nobody who waits for that answer.
      ['return fetchArrayTypes()\n', 'return fetchArrayTypes().catch(error)\n'],
      // The last part of a long statement would wait for an acknowledgement of the parts before it (RFC 896).
      [
        "x.on('drain', drain)\n    return x\n",
        "x.on('drain', drain)\n    x.setNoDelay && x.setNoDelay(true)\n    return x\n",
      ],
      // What was not sent yet belongs to the connection that died.
      [
        'incomings = null\n    clearImmediate(nextWriteTimer)\n',
        'incomings = null\n    clearImmediate(nextWriteTimer)\n    nextWriteTimer = chunk = null\n',
      ],
      // Where the socket ends with an error (ECONNRESET), a ROLLBACK that was queued between 'error' and 'close' was kept,
      // and so was the FATAL the server had sent: the next connection failed its first query with it, then waited for
      // the answer to a ROLLBACK that nobody had sent to it, for ever, with its slot of the pool.
      [
        '    if (initial)\n      return reconnect()\n\n    !hadError && (query || sent.length) && error(',
        '    const outstanding = query || sent.length\n    if (initial) {\n      while (sent.length)\n        sent.shift()\n      query = results = errorResponse = null\n      result = new Result()\n      return reconnect()\n    }\n\n    outstanding && error(',
      ],
      [
        'closedTime = performance.now()\n    hadError',
        'query = results = errorResponse = null\n    result = new Result()\n    closedTime = performance.now()\n    hadError',
      ],
      // Nobody there to write to: whoever waits for the answer hears it, and the process lives.
      [
        '  function nextWrite(fn) {\n    const x',
        "  function nextWrite(fn) {\n    if (socket === null) {\n      nextWriteTimer = chunk = null\n      error(Errors.connection('CONNECTION_CLOSED', options))\n      return false\n    }\n    const x",
      ],
    ],
  },
  {
    file: 'postgres/src/query.js',
    version: '3.4.9',
    edits: [
      [
        '    this.resolve = x => (this.active = false, resolve(x))\n    this.reject = x => (this.active = false, reject(x))\n',
        '    const done = x => (this.active = false, resolve(x))\n    const fail = x => (this.active = false, reject(x))\n    this.resolve = done\n    this.reject = fail\n',
      ],
    ],
  },
  {
    file: 'postgres/src/index.js',
    version: '3.4.9',
    edits: [
      ['      , prepare = null\n\n    try {', '      , prepare = null\n      , lost = null\n\n    try {'],
      [
        'new Promise((_, reject) => connection.onclose = reject)',
        'new Promise((_, reject) => { const onLost = e => { lost = e; reject(e) }; connection.onclose = onLost })',
      ],
      [
        'sql.prepare = x => prepare = x.replace(/[^a-z0-9$-_. ]/gi)\n',
        'const setPrepare = x => prepare = x.replace(/[^a-z0-9$-_. ]/gi)\n      sql.prepare = setPrepare\n',
      ],
      [
        'move(c, reserved)\n      c.reserved = () => queries.length\n        ? c.execute(queries.shift())\n        : move(c, reserved)\n',
        'move(c, reserved)\n      const onReady = () => queries.length\n        ? c.execute(queries.shift())\n        : move(c, reserved)\n      c.reserved = onReady\n',
      ],
      // The connection may be another transaction's by now, or nobody's.
      [
        'q.catch(e => uncaughtError || (uncaughtError = e))\n        c.queue',
        'q.catch(e => uncaughtError || (uncaughtError = e))\n        if (lost)\n          return q.reject(lost)\n        c.queue',
      ],
    ],
  },
];

/**
 * Mends what is installed; doing it twice changes nothing. Throws where the text to mend is not there: then the package
 * was changed, and whoever changed it must look whether the defect is gone.
 *
 * @param {string} root
 */
export const applyPatches = (root) => {
  for (const { file, version, edits } of PATCHES) {
    const path = join(root, 'node_modules', file);
    const manifest = join(root, 'node_modules', file.split('/')[0], 'package.json');
    if (!existsSync(manifest)) continue;
    const installed = JSON.parse(readFileSync(manifest, 'utf8')).version;
    if (installed !== version) throw new Error(`${file}: made for ${version}, but ${installed} is installed`);
    let text = readFileSync(path, 'utf8');
    for (const [before, after] of edits) {
      if (text.includes(after)) continue;
      if (!text.includes(before)) throw new Error(`${file}: the text to mend is not there`);
      text = text.replace(before, () => after);
    }
    writeFileSync(path, text);
  }
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  applyPatches(join(dirname(fileURLToPath(import.meta.url)), '..', '..'));
}
