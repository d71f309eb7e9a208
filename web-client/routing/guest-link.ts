/** The token of `/guest#<token>`; null where the address has none. What stands behind `#` is never sent to a server. */
export const readGuestToken = (fragment: string): string | null => {
  const token = fragment.replace(/^#/, '');
  return token === '' ? null : token;
};

/** The link as it is given away. */
export const guestLink = (path: string): string => new URL(path, location.origin).href;
