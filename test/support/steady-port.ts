import { randomInt } from 'node:crypto';
import { assertPortFree } from '#tools/ports.ts';

/** Above everybody's well-known ports, below those that systems hand out to whoever connects. */
const LOWEST = 10_000;
const HIGHEST = 20_000;

/**
 * A port for a process that is killed and comes back on it: nobody is given it in between, and no client that tries it
 * meanwhile can be connected to itself.
 */
export const steadyPort = async (): Promise<number> => {
  for (;;) {
    const port = randomInt(LOWEST, HIGHEST);
    const isFree = await assertPortFree(port, 'a test', 'KANHU_PORT').then(
      () => true,
      () => false,
    );
    if (isFree) return port;
  }
};
