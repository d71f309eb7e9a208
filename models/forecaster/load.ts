import { fileURLToPath } from 'node:url';
import { createForecaster, type Forecaster } from './forecaster.ts';

/** The artifact that ships. */
export const ARTIFACT_DIR = fileURLToPath(new URL('artifact', import.meta.url));

/** The forecaster that ships. */
export const loadForecaster = (): Promise<Forecaster> => createForecaster({ artifactDir: ARTIFACT_DIR });
