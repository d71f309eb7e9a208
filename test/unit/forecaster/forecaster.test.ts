import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AR8 } from '#models/forecaster/ar8-coefficients.ts';
import { readManifest, sha256Of } from '#models/forecaster/artifact.ts';
import { FEATURE_COUNT } from '#models/forecaster/features.ts';
import { FORECAST_VALUES, QUANTILES, type ForecastBatch } from '#models/forecaster/forecast.ts';
import { createForecaster } from '#models/forecaster/forecaster.ts';
import { ARTIFACT_DIR, loadForecaster } from '#models/forecaster/load.ts';
import { objections } from '#models/forecaster/training/gate.ts';
import { buildWindows } from '#models/forecaster/training/windows.ts';
import { madeUpReadings, MIDNIGHT, MINUTE_MS, rowOf, windowOf } from './series.ts';

const { rows, now } = buildWindows(new Map([['a', madeUpReadings(8, 200)]]));
const valuesOf = (batch: ForecastBatch) =>
  Array.from({ length: batch.count }, (_, i) => FORECAST_VALUES.map((name) => batch.value(i, name))).flat();

describe('the artifact that ships', () => {
  it('is used, on a TensorFlow.js backend, and says which model it is', async () => {
    const forecaster = await loadForecaster();
    expect(forecaster.fallbackReason).toBeUndefined();
    expect(['tensorflow', 'wasm']).toContain(forecaster.backend);
    expect(forecaster.modelSha256).toBe((await readManifest(ARTIFACT_DIR)).sha256);
    forecaster.close();
  });

  it('is better than the simple methods, and not too good to be true', async () => {
    const manifest = await readManifest(ARTIFACT_DIR);
    expect(objections(manifest)).toEqual([]);
    expect(manifest.heldOutFold).toBeNull();
    expect(manifest.operatingPoint.falseAlarmsPerPatientDay).toBeLessThanOrEqual(0.5);
  });

  it('has its AR(8) compiled in', async () => {
    expect(AR8).toEqual((await readManifest(ARTIFACT_DIR)).ar8);
  });

  it('forecasts a batch as it forecasts each row, and orders its quantiles', async () => {
    const forecaster = await loadForecaster();
    const batch = forecaster.predict(rows, now.length);
    expect([batch.model, batch.count]).toEqual(['mlp', now.length]);
    for (let i = 0; i < now.length; i += 1) {
      const single = forecaster.predict(rows.subarray(i * FEATURE_COUNT), 1);
      for (const name of FORECAST_VALUES) {
        expect(Math.abs(single.value(0, name) / batch.value(i, name) - 1)).toBeLessThan(1e-4);
      }
      const { glucose, points } = batch.at(i);
      expect(glucose).toBe(now[i]);
      for (const { low, median, high } of points) expect(low <= median && median <= high).toBe(true);
      const quantiles = Array.from(batch.values.subarray(i * FORECAST_VALUES.length).subarray(0, QUANTILES.length));
      expect(quantiles).toEqual(quantiles.toSorted((a, b) => a - b));
    }
    forecaster.close();
  });

  it('predicts a low on a steep fall and none on a level line', async () => {
    const forecaster = await loadForecaster();
    const curve = (mgPerDl: (step: number) => number) =>
      rowOf(
        windowOf(
          Array.from({ length: 10 }, (_, i) => ({
            measuredAtMs: MIDNIGHT + i * 15 * MINUTE_MS,
            utcOffsetMinutes: 480,
            mgPerDl: mgPerDl(9 - i),
          })),
        ),
      );
    const fall = curve((step) => 80 + 15 * step);
    const level = curve(() => 130);
    expect(forecaster.predict(fall, 1).isPredictedLow(0)).toBe(true);
    expect(forecaster.predict(level, 1).isPredictedLow(0)).toBe(false);
    forecaster.close();
  });

  it('leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const forecaster = await loadForecaster();
    forecaster.predict(rows, 10);
    const used = tf.memory().numTensors;
    for (let i = 0; i < 50; i += 1) forecaster.predict(rows, 1 + (i % now.length));
    expect(tf.memory().numTensors).toBe(used);
    forecaster.close();
    forecaster.close();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('computes the same in plain JavaScript', async () => {
    const fast = await createForecaster({ artifactDir: ARTIFACT_DIR, backend: 'wasm' });
    const expected = valuesOf(fast.predict(rows, now.length));
    fast.close();
    const plain = await createForecaster({ artifactDir: ARTIFACT_DIR, backend: 'cpu' });
    expect(plain.backend).toBe('cpu');
    for (const [i, value] of valuesOf(plain.predict(rows, now.length)).entries()) {
      expect(Math.abs(value - (expected[i] ?? Number.NaN))).toBeLessThan(0.02);
    }
    plain.close();
  });

  it('is not spoiled by one row with an unknown feature', async () => {
    const forecaster = await loadForecaster();
    const odd = rows.slice(0, 2 * FEATURE_COUNT);
    odd[8] = Number.NaN;
    const batch = forecaster.predict(odd, 2);
    expect(batch.model).toBe('mlp');
    expect(valuesOf(batch).every(Number.isFinite)).toBe(true);
    forecaster.close();
  });
});

describe('without a sound artifact, AR(8) forecasts and says why', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kanhu-artifact-'));
    await cp(ARTIFACT_DIR, folder, { recursive: true });
  });
  afterEach(() => rm(folder, { recursive: true }));

  const expectFallback = async (reason: RegExp) => {
    const forecaster = await createForecaster({ artifactDir: folder });
    expect(forecaster).toMatchObject({ modelSha256: null, backend: 'none', operatingPoint: AR8.operatingPoint });
    expect(forecaster.fallbackReason).toMatch(reason);
    const batch = forecaster.predict(rows, now.length);
    expect(batch.model).toBe('ar8');
    expect(valuesOf(batch).every(Number.isFinite)).toBe(true);
    forecaster.close();
  };

  it('missing', async () => {
    await rm(join(folder, 'weights.bin'));
    await expectFallback(/weights\.bin/);
  });

  it('a bit of a weight flipped', async () => {
    const file = join(folder, 'weights.bin');
    const weights = await readFile(file);
    weights.writeUInt8(weights.readUInt8(1_000) ^ 1, 1_000);
    await writeFile(file, weights);
    await expectFallback(/sha256/);
  });

  it('a manifest that is no JSON', async () => {
    await writeFile(join(folder, 'manifest.json'), '{"version":1,');
    await expectFallback(/JSON/);
  });

  it('weights that are no numbers, though the sha256 agrees', async () => {
    const topology = await readFile(join(folder, 'model.json'), 'utf8');
    const weights = await readFile(join(folder, 'weights.bin'));
    weights.writeFloatLE(Number.NaN, weights.length - 4);
    await writeFile(join(folder, 'weights.bin'), weights);
    const manifest = await readManifest(folder);
    const sha256 = sha256Of({ topology, weights });
    await writeFile(join(folder, 'manifest.json'), JSON.stringify({ ...manifest, sha256 }));
    await expectFallback(/something else/);
  });

  it('closed', async () => {
    const forecaster = await createForecaster({ artifactDir: folder });
    forecaster.close();
    expect(forecaster).toMatchObject({ modelSha256: null, backend: 'none' });
    expect(forecaster.predict(rows, 3).model).toBe('ar8');
  });
});
