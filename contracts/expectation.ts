import { z } from 'zod';
import { DeviceId } from './device.ts';
import { Id, Instant } from './ids.ts';
import { READING_KINDS } from './reading.ts';

/** From each minute to once in four weeks. */
export const EveryMinutes = z.int().min(1).max(40_320);

/** How often readings of one kind are expected: from one device, or from whichever the patient uses. */
export const Expectation = z.strictObject({
  id: Id,
  kind: z.enum(READING_KINDS),
  deviceId: DeviceId.nullable(),
  deviceLabel: z.string().nullable(),
  everyMinutes: EveryMinutes,
  since: Instant,
  lastReadingAt: Instant.nullable(),
  isSilent: z.boolean(),
});
export type Expectation = z.infer<typeof Expectation>;

/** A device that the patient has, and of which nothing is expected any more since somebody said so. */
export const EndedExpectation = Expectation.pick({ kind: true, deviceLabel: true }).extend({ deviceId: DeviceId });
export type EndedExpectation = z.infer<typeof EndedExpectation>;

export const ExpectationList = z.strictObject({
  expectations: z.array(Expectation),
  ended: z.array(EndedExpectation),
});
export type ExpectationList = z.infer<typeof ExpectationList>;

/** Sets one expectation, or ends it. */
export const PutExpectation = z.strictObject({
  kind: z.enum(READING_KINDS),
  deviceId: DeviceId.nullable(),
  everyMinutes: EveryMinutes.nullable(),
});
export type PutExpectation = z.infer<typeof PutExpectation>;
