const formats = new Map<string, Intl.DateTimeFormat>();

const formatOf = (timeZone: string): Intl.DateTimeFormat => {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
    formats.set(timeZone, format);
  }
  return format;
};

/** Minutes ahead of UTC in a time zone at an instant. Worked example: Asia/Shanghai is 480, `GMT-03:30` is -210. */
export const utcOffsetMinutes = (timeZone: string, atMs: number): number => {
  try {
    const name = formatOf(timeZone)
      .formatToParts(atMs)
      .find(({ type }) => type === 'timeZoneName')?.value;
    const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)/.exec(name ?? '') ?? [];
    if (sign === undefined) return 0;
    return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  } catch {
    // A zone that this runtime does not know: the forecaster then takes the day to be UTC's.
    return 0;
  }
};
