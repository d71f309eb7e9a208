import { msg, str } from '@lit/localize';
import type { ClinicianState } from '#contracts/waiting-room.ts';
import type { IconName } from '../icons/icon.ts';

/** Where the patient stands in line. How long it takes is nobody's promise. */
export const placeWords = (place: number): string => {
  if (place === 1) return msg('You are next.');
  if (place === 2) return msg('One person is before you.');
  return msg(str`${place - 1} people are before you.`);
};

export const clinicianStateWords = (state: ClinicianState, name: string): { icon: IconName; words: string } => {
  switch (state) {
    case 'free':
      return { icon: 'user', words: msg(str`${name} is there and sees that you are waiting.`) };
    case 'in-call':
      return { icon: 'video', words: msg(str`${name} is in another visit just now.`) };
    case 'away':
      return { icon: 'clock', words: msg(str`${name} is not at the screen yet.`) };
  }
};
