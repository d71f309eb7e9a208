import { msg, str } from '@lit/localize';
import type { Alert } from '#contracts/alert.ts';
import type { ReadingKind } from '#contracts/reading.ts';

/** What a patient is told about an alert of theirs: what it is, what to do now, and what to measure again. */
export type Advice = { heading: string; text: string; measure: ReadingKind | null };

const isOver = ({ clearedAt }: Alert): boolean => clearedAt !== null;

/** In words of a twelve-year-old. Null where there is nothing for the patient to do or to know. */
export const adviceFor = (alert: Alert, emergencyNumber: string): Advice | null => {
  switch (alert.ruleId) {
    case 'bp.crisis':
      return {
        heading: alert.paged
          ? msg('Your blood pressure is very high')
          : msg('Please measure your blood pressure again'),
        text: alert.paged
          ? msg(
              str`Your care team has been told and will be in touch. Sit down and rest. Chest pain, trouble breathing, weakness, or trouble speaking or seeing: call ${emergencyNumber} now.`,
            )
          : msg(
              str`Your last value was very high. Sit still for five minutes, then measure again. Chest pain, trouble breathing, weakness, or trouble speaking or seeing: call ${emergencyNumber} now.`,
            ),
        measure: 'blood-pressure',
      };
    case 'bp.low':
      if (isOver(alert)) return null;
      return {
        heading: msg('Your blood pressure is low'),
        text: msg(
          str`Sit or lie down, and measure again in a few minutes. If you faint or feel very weak, call ${emergencyNumber}.`,
        ),
        measure: 'blood-pressure',
      };
    case 'bp.home-mean':
      if (isOver(alert)) return null;
      return {
        heading: msg('Your blood pressure was above your target this week'),
        text: msg(
          'No single value is the reason: it is the mean of several days. Take your medicine as agreed, and measure in the morning and in the evening. Your care team can see it.',
        ),
        measure: 'blood-pressure',
      };
    case 'glucose.low-2':
    case 'glucose.low-1':
      // Something sweet is for a low that goes on.
      if (isOver(alert)) return null;
      return {
        heading: msg('Your blood sugar is too low'),
        text: msg(
          str`Eat or drink something sweet now: a glass of juice, or four glucose tablets. Measure again in 15 minutes. If you feel confused or very weak, call ${emergencyNumber}.`,
        ),
        measure: 'glucose',
      };
    case 'glucose.predicted-low':
      return {
        heading: msg('Your blood sugar may soon be too low'),
        text: msg('Have something to eat, and keep something sweet close by. Look at your sensor again in 15 minutes.'),
        measure: null,
      };
    case 'glucose.high-2':
      if (isOver(alert)) return null;
      return {
        heading: msg('Your blood sugar is high'),
        text: msg(
          str`Drink water, and follow the plan you have agreed with your doctor. Measure again in two hours. If you feel sick, have belly pain or are very tired, call ${emergencyNumber}.`,
        ),
        measure: 'glucose',
      };
    case 'glucose.high-crisis':
      return {
        heading: msg('Your blood sugar is very high'),
        text: msg(
          str`Drink water, and follow the plan you have agreed with your doctor. If you feel sick, have belly pain or are very tired, call ${emergencyNumber}.`,
        ),
        measure: 'glucose',
      };
    case 'hr.rest-high':
    case 'hr.rest-low':
      return {
        heading: msg('Your heart beats differently than usual'),
        text: msg(
          str`Sit down and rest. Your care team can see it. Chest pain, trouble breathing or fainting: call ${emergencyNumber} now.`,
        ),
        measure: 'heart-rate',
      };
    case 'rhythm.irregular':
      return {
        heading: isOver(alert) ? msg('Your pulse was irregular') : msg('Your pulse is irregular'),
        text: msg(
          str`Only an ECG can tell why. Sit down and rest; your care team can see it. Chest pain, trouble breathing, fainting, sudden weakness or trouble speaking: call ${emergencyNumber} now.`,
        ),
        measure: 'heart-rate',
      };
    case 'reading.quarantined':
      return {
        heading: msg('Please measure again'),
        text: msg('Your last reading does not look right. Please take it once more.'),
        measure: null,
      };
    case 'device.no-data':
    case 'device.battery':
    case 'device.fault':
      return {
        heading: msg('Please look at your device'),
        text: msg('No good readings arrive from it. Is it on, charged and close to your phone?'),
        measure: null,
      };
    case 'device.clock':
      return {
        heading: msg('Please set your device’s clock'),
        text: msg('It shows a time that is still to come. Your readings arrive all the same.'),
        measure: null,
      };
    case 'bp.baseline':
      if (isOver(alert)) return null;
      return {
        heading: msg('Your blood pressure is not what it usually is'),
        text: msg(
          'No single value is the reason: it has been different for some days. Take your medicine as agreed, and measure in the morning and in the evening. Your care team can see it.',
        ),
        measure: 'blood-pressure',
      };
    case 'hr.baseline':
      if (isOver(alert)) return null;
      return {
        heading: msg('Your pulse at rest is not what it usually is'),
        text: msg(
          'It has been different for some days. A fever, bad sleep or a new medicine can do that. Your care team can see it; tell them if you do not feel well.',
        ),
        measure: null,
      };
    case 'detector.failed':
    case 'delivery.failed':
    case 'system.watchdog':
      return null;
  }
};
