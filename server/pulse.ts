/** The wait of a loop that is woken when there is something to do and looks by itself now and then. */
export type Pulse = {
  /** Until woken, or the interval has passed; at once where a wake came since the last wait. */
  wait: () => Promise<void>;
  wake: () => void;
};

export const createPulse = (intervalMs: number): Pulse => {
  let isWoken = false;
  let resume: (() => void) | null = null;
  return {
    wait: () =>
      new Promise<void>((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          isWoken = false;
          resume = null;
          resolve();
        };
        const timer = setTimeout(done, intervalMs);
        if (isWoken) done();
        else resume = done;
      }),
    wake: () => {
      isWoken = true;
      resume?.();
    },
  };
};
