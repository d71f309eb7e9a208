import { globSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import util from 'node:util';
import * as tf from '@tensorflow/tfjs-core';

/** Where TensorFlow.js computes: the native library, WebAssembly, or plain JavaScript. */
export const BACKENDS = ['tensorflow', 'wasm', 'cpu'] as const;
export type Backend = (typeof BACKENDS)[number];

const require = createRequire(import.meta.url);
const NATIVE = '@tensorflow/tfjs-node';

/** Starts the fastest backend that works here, or the one asked for, and says which. */
export async function startBackend(wanted?: Backend): Promise<Backend> {
  const reasons: string[] = [];
  for (const backend of wanted === undefined ? BACKENDS : [wanted]) {
    try {
      await START[backend]();
      if (await tf.setBackend(backend)) return backend;
      reasons.push(`${backend}: it did not start`);
    } catch (error) {
      reasons.push(`${backend}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new Error(`no TensorFlow.js backend works here (${reasons.join('; ')})`);
}

const START: Record<Backend, () => Promise<void>> = {
  async tensorflow() {
    // The package without its library throws only after loading all of TensorFlow.js, which takes most of a second.
    const root = dirname(require.resolve(`${NATIVE}/package.json`));
    if (globSync('lib/*/tfjs_binding.node', { cwd: root }).length === 0)
      throw new Error('its library is not installed');
    // Node 23 removed what version 4.22 still calls (tensorflow/tfjs#8609).
    Object.assign(util, { isNullOrUndefined: (value: unknown) => value === null || value === undefined });
    await import(NATIVE);
  },
  async wasm() {
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
    setWasmPaths(join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist/'));
    // One thread: tiny layers gain nothing from more, and the order of summation stays the same everywhere.
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  },
  async cpu() {
    await import('@tensorflow/tfjs-backend-cpu');
  },
};
