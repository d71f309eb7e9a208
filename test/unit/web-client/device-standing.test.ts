import { describe, expect, it } from 'vitest';
import type { Device } from '#contracts/device.ts';
import { isBatteryLow, isSilent, isUnassigned, runningAssignments } from '#web-client/device-standing.ts';

const NOW = new Date('2026-11-25T12:00:00Z');
const hoursAgo = (hours: number) => new Date(NOW.getTime() - hours * 3_600_000).toISOString();
const assignment = (from: string, to: string | null = null) => ({
  id: '01990000-0000-7000-8000-000000000001',
  patientId: '01990000-0000-7000-8000-000000000002',
  userSlot: null,
  from,
  to,
});
const device = (values: Partial<Device>): Device => ({
  id: 'cuff-1',
  label: 'Cuff',
  kinds: ['blood-pressure'],
  createdAt: hoursAgo(900),
  revokedAt: null,
  lastSeenAt: null,
  isOnline: false,
  batteryPercent: null,
  firmware: null,
  isInUse: true,
  assignments: [],
  ...values,
});

describe('a device', () => {
  it('is silent when whoever has it has not let it be heard for a day', () => {
    expect(isSilent(device({ lastSeenAt: hoursAgo(25) }), NOW)).toBe(true);
    expect(isSilent(device({ lastSeenAt: hoursAgo(23) }), NOW)).toBe(false);
    expect(isSilent(device({ lastSeenAt: null }), NOW)).toBe(true);
  });

  it('is not silent while nobody has it, when it was just handed out, or once it was revoked', () => {
    expect(isSilent(device({ isInUse: false }), NOW)).toBe(false);
    expect(isSilent(device({ assignments: [assignment(hoursAgo(2))] }), NOW)).toBe(false);
    expect(isSilent(device({ revokedAt: hoursAgo(1) }), NOW)).toBe(false);
  });

  it('has a low battery at 20 % and less, and none that is known where it never said', () => {
    expect([20, 21, null].map((batteryPercent) => isBatteryLow(device({ batteryPercent })))).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('is unassigned when nobody has it, whoever is asking', () => {
    expect(isUnassigned(device({ isInUse: false }))).toBe(true);
    expect(isUnassigned(device({ isInUse: true, assignments: [] }))).toBe(false);
    expect(isUnassigned(device({ isInUse: false, revokedAt: hoursAgo(1) }))).toBe(false);
  });

  it('has those who have it now', () => {
    const [past, running] = [assignment(hoursAgo(90), hoursAgo(40)), assignment(hoursAgo(40))];
    expect(runningAssignments(device({ assignments: [past, running] }), NOW)).toEqual([running]);
  });
});
