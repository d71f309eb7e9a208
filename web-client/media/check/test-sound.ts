const NOTES_HZ = [523, 659, 784, 659, 523] as const;
const NOTE_S = 0.35;

/** Five soft notes through the device's speaker; resolves when they are over. */
export const playTestSound = async (): Promise<void> => {
  const audio = new AudioContext();
  await audio.resume();
  const gain = new GainNode(audio, { gain: 0.25 });
  const tone = new OscillatorNode(audio, { type: 'triangle' });
  tone.connect(gain).connect(audio.destination);
  NOTES_HZ.forEach((frequency, index) => tone.frequency.setValueAtTime(frequency, audio.currentTime + index * NOTE_S));
  tone.start();
  tone.stop(audio.currentTime + NOTES_HZ.length * NOTE_S);
  await new Promise((resolve) => tone.addEventListener('ended', resolve, { once: true }));
  await audio.close();
};
