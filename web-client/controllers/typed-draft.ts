import { EMPTY_FORM, type MeasureForm } from '../format/typed-reading.ts';

const PREFIX = 'kanhu.draft.';

/**
 * What stands in a form and is not sent yet, kept in this tab only: a reload loses nothing, and nothing is left when the
 * tab is closed or the person signs out.
 */
export const readDraft = (name: string): MeasureForm | null => {
  try {
    const kept = readKept(name);
    return kept === null ? null : { ...EMPTY_FORM, ...(JSON.parse(kept) as Partial<MeasureForm>) };
  } catch {
    return null;
  }
};

export const writeDraft = (name: string, form: MeasureForm): void => writeKept(name, JSON.stringify(form));

/** The same of any other text. */
export const readKept = (name: string): string | null => {
  try {
    return sessionStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
};

export const writeKept = (name: string, text: string): void => {
  try {
    sessionStorage.setItem(PREFIX + name, text);
  } catch {
    // Storage is switched off in some private windows; the form then lasts as long as the page.
  }
};

export const forgetDraft = (name: string): void => {
  try {
    sessionStorage.removeItem(PREFIX + name);
  } catch {
    // See above.
  }
};

/** Whoever uses this tab next finds nothing of it. */
export const forgetDrafts = (): void => {
  try {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
  } catch {
    // See above.
  }
};
