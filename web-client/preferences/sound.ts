import { readPreference, writePreference } from './preference.ts';

/** Critical alerts and calls are always heard; the others where the person has chosen so. */
export const areOtherSoundsOn = (): boolean => readPreference('sound') === 'all';

export const chooseOtherSounds = (isOn: boolean): void => {
  writePreference('sound', isOn ? 'all' : 'critical');
  if (isOn) playOtherSound();
};

let audio: AudioContext | null = null;

const context = (): AudioContext => {
  audio ??= new AudioContext();
  return audio;
};

/** Browsers let a page sound only after somebody touched it: the first touch readies it for the call that may come. */
export const readySoundOnFirstTouch = (): void => {
  const ready = (): void => {
    void context().resume();
  };
  addEventListener('pointerdown', ready, { once: true });
  addEventListener('keydown', ready, { once: true });
};

const tone = (frequency: number, startsIn: number, duration: number, loudness: number): void => {
  const { currentTime, destination } = context();
  const oscillator = context().createOscillator();
  const gain = context().createGain();
  const start = currentTime + startsIn;
  oscillator.frequency.value = frequency;
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(loudness, start + 0.02);
  gain.gain.setValueAtTime(loudness, start + duration - 0.06);
  gain.gain.linearRampToValueAtTime(0, start + duration);
  oscillator.connect(gain).connect(destination);
  oscillator.start(start);
  oscillator.stop(start + duration);
};

/** Two rising pairs, for a critical alert. */
export const playAlertSound = (): void => {
  for (const offset of [0, 0.55]) {
    tone(660, offset, 0.2, 0.25);
    tone(880, offset + 0.22, 0.24, 0.25);
  }
};

/** One low tone, for an alert that is not critical. */
export const playOtherSound = (): void => {
  tone(440, 0, 0.3, 0.15);
};

/** Two rising tones, once and softly: somebody has come into the waiting room, or is let in. */
export const playVisitSound = (): void => {
  tone(523, 0, 0.3, 0.2);
  tone(659, 0.34, 0.4, 0.2);
};

/** Rings until the returned function is called. */
export const startRinging = (): (() => void) => {
  const ring = (): void => {
    tone(523, 0, 0.42, 0.3);
    tone(659, 0.46, 0.6, 0.3);
  };
  ring();
  const timer = setInterval(ring, 2_400);
  return () => clearInterval(timer);
};
