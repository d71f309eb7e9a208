import type { Sql } from 'postgres';
import { sweepSilence } from './sweep-silence.ts';

/** Looked at in one transaction. */
const AT_ONCE = 200;

/** Looks at everything that is due; returns whether an alert changed. */
export const findSilence = async (sql: Sql): Promise<boolean> => {
  let isAnyNews = false;
  for (;;) {
    const { looked, isNews } = await sweepSilence(sql, AT_ONCE);
    isAnyNews ||= isNews;
    if (looked < AT_ONCE) return isAnyNews;
  }
};
