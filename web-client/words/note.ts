import { msg } from '@lit/localize';
import type { NoteText } from '../data/consultations.ts';

export type NotePart = keyof NoteText;

export const NOTE_PARTS = [
  'subjective',
  'objective',
  'assessment',
  'plan',
  'summary',
] as const satisfies readonly NotePart[];

export const notePartWord = (part: NotePart): string => {
  switch (part) {
    case 'subjective':
      return msg('Subjective');
    case 'objective':
      return msg('Objective');
    case 'assessment':
      return msg('Assessment');
    case 'plan':
      return msg('Plan');
    case 'summary':
      return msg('For the patient, in plain words');
  }
};

export const notePartHint = (part: NotePart): string => {
  switch (part) {
    case 'subjective':
      return msg('What the patient says');
    case 'objective':
      return msg('What you see and what was measured');
    case 'assessment':
      return msg('What you make of it');
    case 'plan':
      return msg('What happens next');
    case 'summary':
      return msg('What we talked about, and what to do now');
  }
};
