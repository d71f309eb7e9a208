import { describe, expect, it } from 'vitest';
import { toCsv } from '#server/services/analytics/csv.ts';

describe('a file of comma-separated values', () => {
  it('ends every line with CRLF, and quotes what would not be one cell', () => {
    const records = [
      ['Li, Wei', 3],
      ['said "no"', null],
      ['two\nlines', 1 / 3],
    ];
    expect(toCsv(['name', 'pages'], records)).toBe(
      'name,pages\r\n"Li, Wei",3\r\n"said ""no""",\r\n"two\nlines",0.3333\r\n',
    );
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', ' =1+1', '\t=1+1', '＝1+1'])('disarms the formula %j', (text) => {
    expect(toCsv(['name'], [[text]])).toBe(`name\r\n'${text}\r\n`);
  });

  it('disarms a formula that is quoted', () => {
    expect(toCsv(['name'], [['=HYPERLINK("a","b")']])).toBe(`name\r\n"'=HYPERLINK(""a"",""b"")"\r\n`);
  });

  it('leaves numbers numbers, and names as they are', () => {
    expect(toCsv(['name', 'n'], [['王-小明', -1]])).toBe('name,n\r\n王-小明,-1\r\n');
  });
});
