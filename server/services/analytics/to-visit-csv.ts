import type { StayCounts, VisitAnalytics, VisitTable } from '#contracts/visit-analytics.ts';
import { toCsv, type CsvCell } from './csv.ts';

const COUNT_HEADINGS = [
  ...['visits', 'stays', 'never_connected', 'join_p50_ms', 'join_p95_ms', 'connected_s', 'reconnects'],
  ...['gone_share', 'frozen_share', 'voice_only_share', 'weak_share', 'missed_packets_share', 'lost_packets_share'],
];

const countCells = (counts: StayCounts): CsvCell[] => [
  ...[counts.visits, counts.stays, counts.neverConnected, counts.joinP50, counts.joinP95, counts.connectedMs / 1000],
  ...[counts.reconnects, counts.goneShare, counts.frozenShare, counts.voiceOnlyShare, counts.weakShare],
  ...[counts.missedShare, counts.lostShare],
];

const TABLES: Record<VisitTable, (analytics: VisitAnalytics) => string> = {
  roles: ({ roles, total }) =>
    toCsv(
      ['role', ...COUNT_HEADINGS],
      [...roles, { ...total, role: 'all' }].map((counts) => [counts.role, ...countCells(counts)]),
    ),
  days: ({ days }) =>
    toCsv(
      ['day', ...COUNT_HEADINGS],
      days.map((counts) => [counts.day, ...countCells(counts)]),
    ),
  visits: ({ visits }) =>
    toCsv(
      ['consultation_id', 'started_at', 'patient', ...COUNT_HEADINGS],
      visits.map((counts) => [counts.consultationId, counts.startedAt, counts.patientName, ...countCells(counts)]),
    ),
};

/** One table of the analytics of visits as a file. */
export const toVisitCsv = (analytics: VisitAnalytics, table: VisitTable): string => TABLES[table](analytics);
