import { describe, expect, it } from 'vitest';
import { FACTS } from '#models/rules/judge.ts';
import { dangerOf } from '#models/home-protocol/danger.ts';
import { homeProtocol } from '#models/home-protocol/home-protocol.ts';
import type { HomeReading } from '#models/home-protocol/sessions.ts';
import { activeRules } from '#models/rules/active-rules.ts';

const at = (time: string, systolic = 130, diastolic = 80): HomeReading => ({
  atMs: Date.parse(time),
  systolic,
  diastolic,
  danger: null,
});
/** Of Shanghai, which has no summer time. */
const home = (now: string, readings: HomeReading[]) =>
  homeProtocol({ readings, timeZone: 'Asia/Shanghai', nowMs: Date.parse(`${now}+08:00`) });
const here = (time: string, systolic?: number, diastolic?: number) => at(`${time}+08:00`, systolic, diastolic);
const marks = (protocol: ReturnType<typeof home>) =>
  protocol.series?.days.map(({ morning, evening }) => `${morning} ${evening}`);

describe('the home blood pressure protocol', () => {
  it('says when a series may begin, and that there is none', () => {
    expect(home('2026-11-22T07:00', [])).toMatchObject({ openPart: 'morning', upcomingPart: 'evening', series: null });
    expect(home('2026-11-22T12:00', [])).toMatchObject({ openPart: null, upcomingPart: 'evening', session: null });
    expect(home('2026-11-22T23:59', [])).toMatchObject({ openPart: 'evening', upcomingPart: 'morning' });
    expect(home('2026-11-22T03:59', [])).toMatchObject({ openPart: null, upcomingPart: 'morning' });
  });

  it('asks for two readings, and for a third where they are more than 10 mmHg apart', () => {
    const first = here('2026-11-22T07:00', 148, 86);
    expect(home('2026-11-22T07:01', [first]).session).toMatchObject({ next: 'second' });
    const near = here('2026-11-22T07:02', 138, 96);
    expect(home('2026-11-22T07:03', [first, near]).session).toMatchObject({
      next: null,
      mean: { systolic: 143, diastolic: 91 },
    });
    for (const far of [here('2026-11-22T07:02', 137, 86), here('2026-11-22T07:02', 148, 97)]) {
      expect(home('2026-11-22T07:03', [first, far]).session?.next).toBe('third');
      const third = here('2026-11-22T07:04', 142, 84);
      expect(home('2026-11-22T07:05', [first, far, third]).session?.next).toBeNull();
    }
  });

  it('leaves out what is measured after the session is complete, and between the sessions', () => {
    const readings = [
      here('2026-11-22T07:00', 140, 90),
      here('2026-11-22T07:02', 140, 90),
      here('2026-11-22T07:04', 110, 70),
      here('2026-11-22T13:30', 110, 70),
    ];
    const { series } = home('2026-11-22T14:00', readings);
    expect(series).toMatchObject({ day: 1, readings: 2, countedReadings: 0, mean: null });
  });

  it('gives the mean of days 2 to 7 by hand, forgives missed ones, and is over after the seventh evening', () => {
    const readings = [
      // Day 1, not counted: it would pull the mean up.
      here('2026-11-22T07:00', 170, 100),
      here('2026-11-22T07:02', 170, 100),
      here('2026-11-22T19:00', 170, 100),
      // Day 2: one and a half sessions. Day 3 is missed. Day 4: an evening with three readings.
      here('2026-11-23T08:00', 140, 88),
      here('2026-11-23T08:02', 138, 86),
      here('2026-11-23T20:00', 136, 84),
      here('2026-11-25T21:00', 150, 90),
      here('2026-11-25T21:02', 138, 86),
      here('2026-11-25T21:04', 144, 88),
      here('2026-11-28T22:00', 132, 82),
      here('2026-11-28T22:02', 134, 84),
      // After the series.
      here('2026-11-29T07:00', 200, 100),
    ];
    const running = home('2026-11-25T21:05', readings.slice(0, 9));
    expect(running.series).toMatchObject({ day: 4, isOver: false, readings: 9, countedReadings: 6 });
    expect(marks(running)).toEqual([
      'done partial',
      'done partial',
      'missed missed',
      'missed done',
      'ahead ahead',
      'ahead ahead',
      'ahead ahead',
    ]);
    const over = home('2026-11-29T07:01', readings);
    expect(over.session).toBeNull();
    expect(over.series).toMatchObject({ day: 7, isOver: true, readings: 11, countedReadings: 8, isEnough: false });
    // (140+138+136+150+138+144+132+134)/8 = 1112/8; (88+86+84+90+86+88+82+84)/8 = 688/8
    expect(over.series?.mean).toEqual({ systolic: 139, diastolic: 86 });
    expect(marks(over)?.at(-1)).toBe('missed done');
  });

  it('begins in the evening too: that morning was before it', () => {
    const protocol = home('2026-11-22T19:01', [here('2026-11-22T19:00')]);
    expect(marks(protocol)?.[0]).toBe('before open');
  });

  it('lets whoever sat down in time finish after noon and after midnight', () => {
    const noon = home('2026-11-22T12:04', [here('2026-11-22T11:58'), here('2026-11-22T12:03')]);
    expect(noon.openPart).toBeNull();
    expect(noon.session).toMatchObject({ part: 'morning', next: null });
    const midnight = home('2026-11-23T00:02', [here('2026-11-22T23:59')]);
    expect(midnight.session).toMatchObject({ part: 'evening', next: 'second' });
    const late = home('2026-11-23T00:31', [here('2026-11-22T23:59')]);
    expect(late.session).toBeNull();
    expect(marks(late)?.[0]).toBe('before partial');
    const begunLate = home('2026-11-22T12:07', [here('2026-11-22T12:05')]);
    expect(begunLate.session).toMatchObject({ part: 'morning', next: 'second' });
  });

  it('has enough from twelve counted readings on', () => {
    const days = ['23', '24', '25'].flatMap((day) =>
      ['07:00', '07:02', '19:00', '19:02'].map((time) => here(`2026-11-${day}T${time}`)),
    );
    const first = here('2026-11-22T07:00');
    expect(home('2026-11-25T20:00', [first, ...days.slice(1)]).series?.isEnough).toBe(false);
    expect(home('2026-11-25T20:00', [first, ...days]).series?.isEnough).toBe(true);
  });

  it('goes by the clock on the wall where summer time begins and ends', () => {
    const berlin = (now: string, readings: HomeReading[]) =>
      homeProtocol({ readings, timeZone: 'Europe/Berlin', nowMs: Date.parse(now) });
    // 29 March 2026: 02:00 is followed by 03:00. 01:59Z is 03:59, 02:00Z is 04:00 in the morning.
    expect(berlin('2026-03-29T01:59:00Z', []).openPart).toBeNull();
    expect(berlin('2026-03-29T02:00:00Z', []).openPart).toBe('morning');
    // The day before, 04:00 was 03:00Z.
    expect(berlin('2026-03-28T02:59:00Z', []).openPart).toBeNull();
    const spring = [at('2026-03-28T06:00:00Z'), at('2026-03-29T05:00:00Z'), at('2026-03-30T05:00:00Z')];
    expect(marks(berlin('2026-03-30T05:01:00Z', spring))?.slice(0, 3)).toEqual([
      'partial missed',
      'partial missed',
      'open ahead',
    ]);
    // 25 October 2026 has 25 hours: 21:59Z is 22:59, and 23:01Z of that day is past midnight.
    const autumn = [at('2026-10-24T21:59:00Z'), at('2026-10-25T22:59:00Z'), at('2026-10-25T23:01:00Z')];
    const protocol = berlin('2026-10-25T23:02:00Z', autumn);
    expect(protocol.session).toMatchObject({ part: 'evening', next: null });
    expect(marks(protocol)?.slice(0, 2)).toEqual(['before partial', 'missed done']);
    expect(protocol.series).toMatchObject({ readings: 3, countedReadings: 2, day: 3 });
  });
});

describe('what stops a session', () => {
  const { cuff } = activeRules('china');
  it.each([
    [180, 95, false, 'high'],
    [170, 110, false, 'high'],
    [179, 109, false, null],
    [90, 60, false, 'low'],
    [128, 82, true, 'symptoms'],
    [192, 118, true, 'high'],
  ])('%i/%i with symptoms %s: %s', (systolic, diastolic, hasSymptoms, danger) => {
    expect(dangerOf(cuff, { systolic, diastolic }, hasSymptoms ? FACTS.symptoms : 0)).toBe(danger);
  });

  it('goes by what a clinician has set for the patient', () => {
    const rules = activeRules('china', { crisisSystolic: 170 }).cuff;
    expect(dangerOf(rules, { systolic: 172, diastolic: 90 }, 0)).toBe('high');
  });
});
