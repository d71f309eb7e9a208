import type { types } from 'mediasoup-client';
import type { Signalling } from './signalling.ts';

/** A short gap mends itself; what lasts longer is a new network, and is given about a quarter of a minute. */
const DELAYS_MS = [1_000, 2_000, 4_000, 4_000, 4_000];

/**
 * Looks after the path of one transport: when it breaks, a new one is sought a few times. Stops by itself when the
 * transport is connected again or closed; `onGivenUp` when nothing helped.
 */
export const keepConnected = (transport: types.Transport, signalling: Signalling, onGivenUp: () => void): void => {
  let tries = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const restart = async (): Promise<void> => {
    const { iceParameters } = await signalling.request('transport:restart-ice', { transportId: transport.id });
    if (!transport.closed) await transport.restartIce({ iceParameters: iceParameters as types.IceParameters });
  };

  const tryLater = (): void => {
    const delayMs = DELAYS_MS[tries];
    if (delayMs === undefined) {
      onGivenUp();
      return;
    }
    tries += 1;
    timer = setTimeout(() => {
      // A request that fails counts as a try like any other: the next one comes, or the end.
      restart().catch(() => undefined);
      tryLater();
    }, delayMs);
  };

  const stop = (): void => {
    clearTimeout(timer);
    timer = undefined;
    tries = 0;
  };

  transport.on('connectionstatechange', (state) => {
    if (state === 'connected' || state === 'closed') stop();
    else if ((state === 'disconnected' || state === 'failed') && timer === undefined) tryLater();
  });
  transport.observer.once('close', stop);
};
