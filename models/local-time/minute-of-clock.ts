/** Minutes since midnight on a clock that shows `HH:MM`. Worked example: `22:30` is 1350. */
export const minuteOfClock = (clock: string): number => {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return 60 * hours + minutes;
};
