import type { ReadingKind } from '#contracts/reading.ts';
import { OutOfReach } from '../bluetooth/sensor.ts';
import type { Obstacle } from '../bluetooth/support.ts';
import { RequestError } from '../data/request.ts';

export const PAIRING_STEPS = ['choose', 'connect', 'register', 'listen'] as const;
export type PairingStep = (typeof PAIRING_STEPS)[number];

export type PairingProblem = 'cancelled' | 'refused' | 'out-of-reach' | 'not-supported' | 'offline' | 'failed';

export type PairedSensor = {
  label: string;
  kinds: readonly ReadingKind[];
  deviceId: string;
  since: Date;
  isConnected: boolean;
  battery: number | null;
  /** A meter was asked, and has nothing that the clinic does not have. */
  hasNothingNew: boolean;
};

export type PairingState =
  | { name: 'checking' }
  | { name: 'impossible'; obstacle: Obstacle }
  | { name: 'ready'; problem: PairingProblem | null }
  | { name: 'pairing'; step: PairingStep }
  | { name: 'paired'; sensor: PairedSensor };

/** Frames of all devices together, so that the page can say what became of what was heard. */
export type Delivery = { received: number; saved: number; waiting: number; isOnline: boolean; unsendable: number };

/** What a person can do something about, whatever was thrown. */
export const problemOf = (error: unknown): PairingProblem => {
  if (error instanceof OutOfReach) return 'out-of-reach';
  if (error instanceof RequestError)
    return error.code === 'offline' || error.code === 'unavailable' ? 'offline' : 'failed';
  if (!(error instanceof DOMException)) return 'failed';
  switch (error.name) {
    // Closed without a choice, or nothing was found to choose from.
    case 'NotFoundError':
      return 'cancelled';
    case 'SecurityError':
    case 'NotAllowedError':
      return 'refused';
    case 'NetworkError':
    case 'InvalidStateError':
      return 'out-of-reach';
    default:
      return 'failed';
  }
};
