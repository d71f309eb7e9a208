import { msg, str } from '@lit/localize';
import type { RepeatRequest } from '#contracts/repeat.ts';
import { emergencyWords } from './measure.ts';

/** `call`: the emergency number is the one thing to do now, and nothing is waited for. */
export type RepeatWords = { heading: string; texts: readonly string[]; call: boolean };

type What = 'pressure-high' | 'pressure-low' | 'glucose-high' | 'glucose-low' | 'pulse' | 'doubtful';

const whatOf = ({ observation, reason }: RepeatRequest): What => {
  if (reason === 'doubtful') return 'doubtful';
  switch (observation.kind) {
    case 'blood-pressure':
      return reason === 'high' ? 'pressure-high' : 'pressure-low';
    case 'glucose':
      return reason === 'high' ? 'glucose-high' : 'glucose-low';
    case 'heart-rate':
      return 'pulse';
  }
};

/** What the care team knows. Never more than is so: nobody is paged before the rule pages. */
const teamWords = ({ isPaged }: RepeatRequest): string =>
  isPaged ? msg('Your care team has been told.') : msg('Your care team can see this value.');

/** When not to wait for anything. */
const warningWords = (what: What, number: string): string => {
  switch (what) {
    case 'pressure-low':
      return msg(str`If you faint or feel very weak, call ${number}.`);
    case 'glucose-high':
      return msg(str`If you feel sick, have belly pain or are very tired, call ${number}.`);
    case 'glucose-low':
      return msg(str`If you feel confused or very weak, call ${number}.`);
    case 'pressure-high':
    case 'pulse':
    case 'doubtful':
      return emergencyWords(number);
  }
};

const howToRepeat = (what: What): string => {
  switch (what) {
    case 'pressure-high':
      return msg(
        'One very high value alone can come from moving, talking or worry. Sit still: back against the chair, feet on the floor, cuff at the height of your heart. Do not talk. Then measure again.',
      );
    case 'pressure-low':
      return msg('This value is low. Sit or lie down, and measure again in a few minutes.');
    case 'glucose-high':
      return msg(
        'Sugar on the fingers can make a value too high. Wash your hands with soap, dry them well, and measure again with a new strip.',
      );
    case 'glucose-low':
      return msg('A glass of juice, or four glucose tablets. Then measure again in 15 minutes.');
    case 'pulse':
      return msg('Sit down and rest for ten minutes. Then measure again.');
    case 'doubtful':
      return msg(
        'This value is rarely seen. Does the device sit as it should? Sit still, do not talk, and measure again.',
      );
  }
};

/** Whoever feels unwell with such a value does not sit and wait. Something sweet is quicker than any ambulance. */
const isEmergency = (what: What, { hasSymptoms }: RepeatRequest): boolean =>
  hasSymptoms && (what === 'pressure-high' || what === 'glucose-high' || what === 'pulse');

const awaitedWords = (request: RepeatRequest, what: What, number: string): RepeatWords => {
  const heading =
    what === 'glucose-low' ? msg('Please eat or drink something sweet now') : msg('Please measure once more');
  return { heading, texts: [howToRepeat(what), warningWords(what, number), teamWords(request)], call: false };
};

const answeredWords = (request: RepeatRequest, what: What, number: string): RepeatWords => {
  const { answer, isPaged } = request;
  if (answer?.isAsBad !== true)
    return {
      heading: msg('The second value is better'),
      texts: [msg('Thank you. Your care team can see both values. Measure again as planned.')],
      call: false,
    };
  return isPaged
    ? {
        heading: msg('Your care team has been told'),
        texts: [
          msg('The second value is like the first. Sit down and rest, and keep your phone close.'),
          warningWords(what, number),
        ],
        call: false,
      }
    : {
        heading: msg('The second value is like the first'),
        texts: [msg('Your care team can see both values. Sit down and rest.'), warningWords(what, number)],
        call: false,
      };
};

/** What a patient is told after a reading that is to be taken again, and after its repeat: calm, and never less than is so. */
export const repeatWords = (request: RepeatRequest, number: string): RepeatWords => {
  const what = whatOf(request);
  const isOver = request.answer !== null && !request.answer.isAsBad;
  if (isEmergency(what, request) && !isOver)
    return {
      heading: msg(str`Please call ${number} now`),
      texts: [
        msg(
          'Such a value together with feeling unwell can be an emergency. Sit down, and do not stay alone if you can.',
        ),
        teamWords(request),
      ],
      call: true,
    };
  return request.answer === null ? awaitedWords(request, what, number) : answeredWords(request, what, number);
};
