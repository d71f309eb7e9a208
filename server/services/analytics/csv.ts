export type CsvCell = string | number | null;

/** What makes a spreadsheet take text for a formula, at the beginning of a cell. */
const FORMULA = /^[\s]*[=+\-@＝＋－＠]|^[\t\r\n]/;
const NEEDS_QUOTES = /[",\r\n]/;

const cell = (value: CsvCell): string => {
  if (value === null) return '';
  if (typeof value === 'number') return String(Math.round(value * 10_000) / 10_000);
  // A quote before it makes a spreadsheet show it as text (OWASP, CSV injection).
  const text = FORMULA.test(value) ? `'${value}` : value;
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/**
 * A file of comma-separated values (RFC 4180): a line of headings, then the records, each ended by CRLF. Numbers have a
 * point and at most four decimals; null is empty; text that would be a formula is disarmed.
 */
export const toCsv = (headings: readonly string[], records: readonly (readonly CsvCell[])[]): string =>
  [headings, ...records].map((record) => `${record.map(cell).join(',')}\r\n`).join('');
