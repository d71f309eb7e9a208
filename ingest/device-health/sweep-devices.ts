import type { Sql } from 'postgres';
import type { Actor, Explanation } from '#contracts/alert.ts';
import { inTransaction } from '#database/last-statements.ts';
import type { FindingChange } from '#models/detection/finding.ts';
import { lockDetectors } from '../lock-detectors.ts';
import { applyFindings } from '../policy/apply.ts';
import { technicalChange } from '../technical-change.ts';
import {
  BATTERY_LOW_PERCENT,
  loadEndedTroubles,
  loadNewTroubles,
  type DeviceRule,
  type DeviceTrouble,
} from './ailing-devices.ts';

const DEVICE_HEALTH: Actor = { type: 'system', id: 'device-health' };
const LOCK = 'kanhu:device-health';
const MINUTE_MS = 60_000;

const WORDS = {
  'device.battery': {
    source: `Battery at ${BATTERY_LOW_PERCENT} % or less, or the device says that it is low (Bluetooth SIG, Glucose Service: device battery low)`,
    reason: 'battery-low',
  },
  'device.fault': {
    source: 'The device says that its sensor is at fault (Bluetooth SIG, Glucose Service: sensor status annunciation)',
    reason: 'sensor-fault',
  },
  'device.clock': {
    source: 'The device says of readings that they were taken after they came in, each time by as much',
    reason: 'clock-ahead',
  },
} as const satisfies Record<DeviceRule, { source: string; reason: string }>;

/**
 * Raises and clears `device.battery`, `device.fault` and `device.clock`; returns whether an alert changed. One server at
 * a time.
 */
export const sweepDevices = async (sql: Sql): Promise<boolean> => {
  let isNews = false;
  await inTransaction(sql, async (tx) => {
    const [lock] = await tx<{ won: boolean }[]>`select pg_try_advisory_xact_lock(hashtext(${LOCK})) as won`;
    if (lock?.won !== true) return [];
    const troubles = [...(await loadNewTroubles(tx)), ...(await loadEndedTroubles(tx))];
    if (troubles.length === 0) return [];
    await lockDetectors(
      tx,
      troubles.map(({ patientId }) => patientId),
    );
    const steps = troubles.map((trouble) => ({
      patientId: trouble.patientId,
      ruleId: trouble.ruleId,
      change: changeOf(trouble),
      clock: 'wall' as const,
      at: trouble.nowMs,
      actor: DEVICE_HEALTH,
    }));
    const { events, writes } = await applyFindings(tx, steps);
    isNews = events.length > 0;
    return writes;
  });
  return isNews;
};

const changeOf = (trouble: DeviceTrouble): FindingChange => {
  const { ruleSet, ruleId, deviceId, deviceLabel, nowMs, overSince } = trouble;
  const { after, explanation } = technicalChange(ruleSet, overSince ?? nowMs, {
    ruleId,
    severity: 'moderate',
    ...WORDS[ruleId],
    device: { id: deviceId, label: deviceLabel },
  });
  const finding = { ...after, stream: `device:${deviceId}` as const };
  if (overSince !== null) {
    return { before: finding, after: { ...finding, clearedAt: nowMs }, supersedes: [], explanation: null };
  }
  return {
    before: null,
    after: finding,
    supersedes: [],
    explanation: { ...explanation, comparisons: comparisonsOf(trouble) },
  };
};

const comparisonsOf = ({ ruleId, batteryPercent, clockAheadMs }: DeviceTrouble): Explanation['comparisons'] => {
  if (ruleId === 'device.clock' && clockAheadMs !== null) {
    return [{ quantity: 'clockAheadMinutes', operator: '>=', threshold: Math.floor(clockAheadMs / MINUTE_MS) }];
  }
  const isByStatus = ruleId === 'device.battery' && batteryPercent !== null && batteryPercent <= BATTERY_LOW_PERCENT;
  return isByStatus ? [{ quantity: 'batteryPercent', operator: '<=', threshold: BATTERY_LOW_PERCENT }] : [];
};
