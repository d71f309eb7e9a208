import { createIngest } from '#ingest/ingest.ts';
import { loadForecaster } from '#models/forecaster/load.ts';
import type { OpenIngest } from './gateway.ts';

/** Ingest with the shipped forecaster, or with what takes its place where that cannot be loaded. */
export const openIngest: OpenIngest = async ({ sql, clock, log, onRaised }) =>
  createIngest({ sql, forecaster: await loadForecaster(), clock, log, onRaised });
