import { isUtf8 } from 'node:buffer';
import { MAX_READINGS_PER_MESSAGE } from '#contracts/reading.ts';
import { sliceElements } from './slice-elements.ts';
import type { Rejection } from './rejection.ts';

/** A decoded payload: its elements, and on demand the bytes of each as they came. */
export type Decoded = { elements: readonly unknown[]; bytesOf: (index: number) => Uint8Array };

/** One reading or an array of them. What is not JSON, or too long, is refused as a whole. */
export const decode = (bytes: Uint8Array): Decoded | Rejection => {
  if (!isUtf8(bytes)) return { reason: 'malformed-json', detail: 'the payload is not UTF-8' };
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  let payload: unknown;
  try {
    payload = JSON.parse(text);
  } catch {
    return { reason: 'malformed-json', detail: 'the payload is not JSON' };
  }
  if (!Array.isArray(payload)) return { elements: [payload], bytesOf: () => bytes };
  if (payload.length > MAX_READINGS_PER_MESSAGE) {
    const detail = `${payload.length} elements in one message; at most ${MAX_READINGS_PER_MESSAGE}`;
    return { reason: 'too-many-elements', detail };
  }
  let slices: string[] | undefined;
  return {
    elements: payload,
    bytesOf: (index) => {
      slices ??= sliceElements(text);
      return Buffer.from(slices[index] ?? '', 'utf8');
    },
  };
};
