/**
 * One column as the text of a PostgreSQL array: half the time of the driver's own writer, and it takes booleans and
 * times. A column of nulls is empty, since `unnest` fills up shorter arrays.
 */
export const numberColumn = <T>(rows: readonly T[], get: (row: T) => number | null): string => {
  let text = '';
  let isAnySet = false;
  for (const row of rows) {
    const value = get(row);
    if (value === null) text += ',NULL';
    else {
      isAnySet = true;
      text += `,${value}`;
    }
  }
  return isAnySet ? `{${text.slice(1)}}` : '{}';
};

/** The same for texts that contain no quote, backslash, comma or brace and are never the word "null": ids and times. */
export const plainColumn = <T>(rows: readonly T[], get: (row: T) => string): string => `{${rows.map(get).join(',')}}`;

/** The same for any text. */
export const textColumn = <T>(rows: readonly T[], get: (row: T) => string | null): string => {
  let text = '';
  let isAnySet = false;
  for (const row of rows) {
    const value = get(row);
    if (value === null) text += ',NULL';
    else {
      isAnySet = true;
      text += `,"${SPECIAL.test(value) ? value.replaceAll(ALL_SPECIAL, '\\$&') : value}"`;
    }
  }
  return isAnySet ? `{${text.slice(1)}}` : '{}';
};

const SPECIAL = /["\\]/;
const ALL_SPECIAL = /["\\]/g;
