/** For how long a patient is asked to measure; who has not answered by then is called. */
export const MEASUREMENT_ASKED_FOR_MS = 60 * 60_000;

/** A cuff takes two minutes, and five of rest come before: whoever asks again before that asks the same thing. */
export const ASK_AGAIN_AFTER_MS = 5 * 60_000;
