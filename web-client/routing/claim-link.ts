import { DEVICE_ID } from '#contracts/device-id.ts';

export type ClaimLink = { code: string; deviceId: string | null };

/** `/claim?code=7KQ2-M9XD&device=device-1`: what the link of a slip says. Anybody can write a link: a device that cannot exist is left out. */
export const readClaimLink = (query: string): ClaimLink => {
  const search = new URLSearchParams(query);
  const device = search.get('device');
  return { code: search.get('code') ?? '', deviceId: device !== null && DEVICE_ID.test(device) ? device : null };
};
