import { msg, str } from '@lit/localize';
import type { TypedReading } from '#contracts/reading.ts';
import type { MeasureForm, Problem } from '../format/typed-reading.ts';
import type { Judgement } from '../ranges.ts';

export const problemWords = (problem: Problem): string => {
  switch (problem) {
    case 'missing':
      return msg('Please enter a number.');
    case 'impossible':
      return msg('This number cannot be right. Please look at your device again.');
    case 'swapped':
      return msg('The upper value must be higher than the lower one. Are they swapped?');
  }
};

export const mealWord = (meal: MeasureForm['meal']): string => {
  switch (meal) {
    case 'fasting':
      return msg('In the morning, before eating');
    case 'before':
      return msg('Before a meal');
    case 'after':
      return msg('After a meal');
    case 'bedtime':
      return msg('At bedtime');
    case 'none':
      return msg('Other');
  }
};

/** Signs that are not waited with, whatever the number is. */
export const emergencyWords = (emergencyNumber: string): string =>
  msg(str`Chest pain, trouble breathing, weakness, or trouble speaking or seeing: call ${emergencyNumber} now.`);

/** What a typed reading means for the person, and what to do next. */
export const resultAdvice = (kind: TypedReading['kind'], judgement: Judgement, emergencyNumber: string): string => {
  const emergency = emergencyWords(emergencyNumber);
  if (judgement === 'in-range') return msg('Well done. There is nothing more to do now.');
  switch (kind) {
    case 'blood-pressure':
      if (judgement === 'very-high')
        return `${msg('Sit still for five minutes, then measure again. Your care team can see this value.')} ${emergency}`;
      return judgement === 'high'
        ? msg('Your care team can see this value. Take your medicines as agreed, and measure again as planned.')
        : msg(
            str`Sit or lie down, and measure again in a few minutes. If you feel very weak, call ${emergencyNumber}.`,
          );
    case 'glucose':
      if (judgement === 'very-low' || judgement === 'low')
        return msg(
          str`Eat or drink something sweet now: a glass of juice, or four glucose tablets. Measure again in 15 minutes. If you feel confused or very weak, call ${emergencyNumber}.`,
        );
      return judgement === 'very-high'
        ? msg(
            str`Drink water, and follow the plan you have agreed with your doctor. If you feel sick, have belly pain or are very tired, call ${emergencyNumber}.`,
          )
        : msg('Your care team can see this value. Follow your plan, and measure again as usual.');
    case 'heart-rate':
      return `${msg('Sit down and rest, then measure again. Your care team can see this value.')} ${emergency}`;
  }
};
