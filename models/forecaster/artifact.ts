import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { z } from 'zod';
import { FEATURE_NAMES } from './features.ts';
import { Manifest } from './manifest.ts';

const WeightSpecs = z.array(
  z.strictObject({ name: z.string(), shape: z.array(z.number().int()), dtype: z.literal('float32') }),
);
const Topology = z.strictObject({ modelTopology: z.record(z.string(), z.unknown()), weightSpecs: WeightSpecs });

/** The network as files hold it. */
export type NetworkFiles = { topology: string; weights: Uint8Array };

export const sha256Of = ({ topology, weights }: NetworkFiles): string =>
  createHash('sha256').update(topology).update(weights).digest('hex');

/** The network as bytes that depend on nothing but its layers and weights. */
export async function toFiles(network: layers.LayersModel): Promise<NetworkFiles> {
  let files: NetworkFiles | undefined;
  await network.save(
    tf.io.withSaveHandler(({ modelTopology, weightSpecs, weightData }) => {
      if (!(weightData instanceof ArrayBuffer)) throw new Error('TensorFlow.js gave the weights in pieces');
      files = {
        topology: `${JSON.stringify({ modelTopology, weightSpecs }, null, 1)}\n`,
        weights: new Uint8Array(weightData),
      };
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } });
    }),
  );
  if (files === undefined) throw new Error('TensorFlow.js did not save the network');
  return files;
}

export async function writeArtifact(folder: string, files: NetworkFiles, manifest: Manifest): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'model.json'), files.topology);
  await writeFile(join(folder, 'weights.bin'), files.weights);
  await writeFile(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 1)}\n`);
}

export async function readManifest(folder: string): Promise<Manifest> {
  return Manifest.parse(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')));
}

/** Loads the network after its sha256 was checked: a changed byte is another model than the one that was judged. */
export async function readNetwork(folder: string, manifest: Manifest): Promise<layers.LayersModel> {
  const files: NetworkFiles = {
    topology: await readFile(join(folder, 'model.json'), 'utf8'),
    weights: await readFile(join(folder, 'weights.bin')),
  };
  if (sha256Of(files) !== manifest.sha256) throw new Error('its sha256 is not the one in the manifest');
  if (manifest.features.names.join() !== FEATURE_NAMES.join()) throw new Error('it was made for other features');
  const { modelTopology, weightSpecs } = Topology.parse(JSON.parse(files.topology));
  const weightData = Uint8Array.from(files.weights).buffer;
  return layers.loadLayersModel(tf.io.fromMemory({ modelTopology, weightSpecs, weightData }));
}
