import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode } from '#ingest/decode.ts';
import { isRejection } from '#ingest/rejection.ts';
import { sliceElements } from '#ingest/slice-elements.ts';

const decoded = (payload: string | Uint8Array) => {
  const result = decode(typeof payload === 'string' ? Buffer.from(payload) : payload);
  if (isRejection(result)) throw new Error(result.reason);
  return result;
};

it('cuts an array into its elements exactly as they came', () => {
  expect(sliceElements('[ {"a": 1.0} ,[2,3],"x,]\\"y" , null]')).toEqual(['{"a": 1.0}', '[2,3]', '"x,]\\"y"', 'null']);
  expect(sliceElements(' [ ] ')).toEqual([]);
});

it('cuts any JSON array so that each piece is its element', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), fc.constantFrom(0, 1, '\t'), (array, space) => {
      const slices = sliceElements(JSON.stringify(array, null, space));
      expect(slices.map((slice) => JSON.parse(slice) as unknown)).toEqual(JSON.parse(JSON.stringify(array)));
    }),
  );
});

describe('a payload', () => {
  it('is one reading or several', () => {
    expect(decoded('{"kind":"glucose"}').elements).toEqual([{ kind: 'glucose' }]);
    expect(decoded('[1,2]').elements).toEqual([1, 2]);
    expect(decoded('[]').elements).toEqual([]);
  });
  it('keeps the bytes of each element', () => {
    const { bytesOf } = decoded('[{"value": 5.50}, {"name":"血糖"}]');
    expect([0, 1].map((index) => Buffer.from(bytesOf(index)).toString('utf8'))).toEqual([
      '{"value": 5.50}',
      '{"name":"血糖"}',
    ]);
  });
  it('reads its own bytes from a larger buffer', () => {
    const buffer = Buffer.from('xx{"a":1}xx');
    expect(decoded(buffer.subarray(2, 9)).elements).toEqual([{ a: 1 }]);
  });
  it('survives nesting that no reading has', () => {
    expect(decoded('['.repeat(50_000) + ']'.repeat(50_000)).elements).toHaveLength(1);
  });
});
