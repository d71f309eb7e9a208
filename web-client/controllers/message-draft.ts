import type { ReactiveControllerHost } from 'lit';
import { v4 } from 'uuid';
import type { Message } from '#contracts/message.ts';
import { sendMessage } from '../data/messages.ts';
import { failureCode, type FailureCode } from '../data/request.ts';
import { forgetDraft, readKept, writeKept } from './typed-draft.ts';

type Kept = { text: string; key: string; wasTried: boolean };

const isKept = (value: unknown): value is Kept => {
  const { text, key, wasTried } = (typeof value === 'object' && value !== null ? value : {}) as Partial<Kept>;
  return typeof text === 'string' && typeof key === 'string' && typeof wasTried === 'boolean';
};

const parse = (kept: string | null): Kept | null => {
  try {
    const value: unknown = kept === null ? null : JSON.parse(kept);
    return isKept(value) ? value : null;
  } catch {
    return null;
  }
};

const nothing = (): Kept => ({ text: '', key: v4(), wasTried: false });

/**
 * A message that is being written. It stays in this tab until it is sent, over a reload and over every failure; sent again
 * as it is, it is the same message.
 */
export class MessageDraft {
  readonly #host: Pick<ReactiveControllerHost, 'requestUpdate'>;
  #patientId: string | null = null;
  #alertId: string | null = null;
  #kept = nothing();
  isSending = false;
  failure: FailureCode | null = null;

  constructor(host: Pick<ReactiveControllerHost, 'requestUpdate'>) {
    this.#host = host;
  }

  get text(): string {
    return this.#kept.text;
  }

  get isEmpty(): boolean {
    return this.text.trim() === '';
  }

  /** What was begun for this patient, and from this alert. */
  open(patientId: string, alertId: string | null): void {
    if (patientId === this.#patientId && alertId === this.#alertId) return;
    this.#patientId = patientId;
    this.#alertId = alertId;
    this.#kept = parse(readKept(this.#name)) ?? nothing();
    this.failure = null;
  }

  type(text: string): void {
    // Nobody knows whether an attempt that failed was stored: other words are another message.
    const { key, wasTried } = this.#kept;
    this.#kept = wasTried ? { ...nothing(), text } : { text, key, wasTried };
    this.failure = null;
    this.#keep();
    this.#host.requestUpdate();
  }

  /** Sends it; null where that did not work, and then it stays. */
  async send(): Promise<Message | null> {
    const [patientId, alertId, { text, key }] = [this.#patientId, this.#alertId, this.#kept];
    const name = this.#name;
    if (patientId === null || this.isEmpty || this.isSending) return null;
    this.isSending = true;
    this.failure = null;
    this.#kept = { text, key, wasTried: true };
    this.#keep();
    this.#host.requestUpdate();
    try {
      const message = await sendMessage(patientId, { body: text, alertId, key });
      forgetDraft(name);
      if (this.#kept.key === key) this.#kept = nothing();
      return message;
    } catch (error) {
      this.failure = failureCode(error);
      return null;
    } finally {
      this.isSending = false;
      this.#host.requestUpdate();
    }
  }

  get #name(): string {
    return `message.${this.#patientId ?? ''}.${this.#alertId ?? ''}`;
  }

  #keep(): void {
    if (this.#kept.text === '') forgetDraft(this.#name);
    else writeKept(this.#name, JSON.stringify(this.#kept));
  }
}
