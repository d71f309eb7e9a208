import { msg, str } from '@lit/localize';
import type { Danger, HomeProtocol, HomeSession, SessionMark } from '#contracts/home-protocol.ts';
import { SESSION_HOURS, type SessionPart } from '#contracts/home-session.ts';
import { resultAdvice } from './measure.ts';

export const partWord = (part: SessionPart): string => (part === 'morning' ? msg('Morning') : msg('Evening'));

export const markWord = (mark: SessionMark): string => {
  switch (mark) {
    case 'before':
      return msg('not begun yet');
    case 'done':
      return msg('done');
    case 'partial':
      return msg('one reading');
    case 'missed':
      return msg('left out');
    case 'open':
      return msg('now');
    case 'ahead':
      return msg('to come');
  }
};

export const readingWord = (next: NonNullable<HomeSession['next']>): string => {
  switch (next) {
    case 'first':
      return msg('First reading');
    case 'second':
      return msg('Second reading');
    case 'third':
      return msg('Third reading');
  }
};

const clock = (hour: number): string => `${hour}:00`;

/** When the patient measures next, in the hours of the patient's own clock. */
export const upcomingText = ({ openPart, upcomingPart }: Pick<HomeProtocol, 'openPart' | 'upcomingPart'>): string => {
  const { from, to } = SESSION_HOURS[upcomingPart];
  const [begin, end] = [clock(from), clock(to)];
  if (upcomingPart === 'evening') return msg(str`Next: this evening, between ${begin} and ${end}.`);
  return openPart === 'evening'
    ? msg(str`Next: tomorrow morning, between ${begin} and ${end}.`)
    : msg(str`Next: this morning, between ${begin} and ${end}.`);
};

/** What to do after a reading that stops the session: the same as after any such value. */
export const dangerAdvice = (danger: Danger, emergencyNumber: string): string => {
  switch (danger) {
    case 'high':
      return resultAdvice('blood-pressure', 'very-high', emergencyNumber);
    case 'low':
      return resultAdvice('blood-pressure', 'low', emergencyNumber);
    case 'symptoms':
      return resultAdvice('heart-rate', 'high', emergencyNumber);
  }
};
