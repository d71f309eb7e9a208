/** `UTC`, or a region and a place: a bare offset is no zone, and has no summer time. */
const NAME = /^(?:UTC|[A-Z][A-Za-z_]+(?:\/[A-Za-z0-9_+-]+)+)$/;

/** Whether this is a name of the IANA time zone database, such as `Asia/Shanghai`, that this runtime knows. */
export const isTimeZone = (name: string): boolean => {
  if (!NAME.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
};
