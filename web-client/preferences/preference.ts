/** What a person chose on this device. Nothing about a patient is ever kept here. */
export type PreferenceName = 'locale' | 'theme' | 'sound' | 'push';

const key = (name: PreferenceName): string => `kanhu.${name}`;

export const readPreference = (name: PreferenceName): string | null => {
  try {
    return localStorage.getItem(key(name));
  } catch {
    // Storage is switched off in some private windows; the page then starts with its defaults.
    return null;
  }
};

export const writePreference = (name: PreferenceName, value: string): void => {
  try {
    localStorage.setItem(key(name), value);
  } catch {
    // See above: the choice then lasts as long as the page.
  }
};

export const forgetPreference = (name: PreferenceName): void => {
  try {
    localStorage.removeItem(key(name));
  } catch {
    // See above: nothing was kept.
  }
};
