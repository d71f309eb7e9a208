import type { ReactiveControllerHost } from 'lit';
import type { SettingVersion } from '#contracts/clinic.ts';
import { failureCode, type FailureCode } from '../data/request.ts';

/** How far a draft is, and what became of saving it. */
export type SaveState = {
  reason: string;
  isReasonMissing: boolean;
  isChanged: boolean;
  isValid: boolean;
  isSaving: boolean;
  failure: FailureCode | null;
  theirVersion: SettingVersion | null;
};

/** How a setting that is kept in versions is read, compared and saved. `Stored` is what the server has. */
type Source<Stored, Chosen> = {
  read: () => Promise<Stored>;
  save: (chosen: Chosen, reason: string, basedOnVersion: number) => Promise<Stored>;
  chosenOf: (stored: Stored) => Chosen;
  versionOf: (stored: Stored) => SettingVersion;
  /** Whether it may be saved at all. */
  isValid: (chosen: Chosen) => boolean;
  /** What is chosen is another. */
  changed?: (chosen: Chosen) => void;
  saved: (stored: Stored) => void;
};

const SHORTEST_REASON = 3;

/**
 * A setting of the clinic's while somebody changes it. Somebody else's newer version never takes its place: the person says
 * which of the two goes on, and what was typed stays until then.
 */
export class VersionedDraft<Stored, Chosen> {
  readonly #host: Pick<ReactiveControllerHost, 'requestUpdate'>;
  readonly #source: Source<Stored, Chosen>;
  /** What the draft was made from; null while nobody changes anything. */
  base: Stored | null = null;
  #chosen: Chosen | null = null;
  reason = '';
  failure: FailureCode | null = null;
  isSaving = false;
  /** Newer than what the draft was made from. */
  theirs: Stored | null = null;

  constructor(host: Pick<ReactiveControllerHost, 'requestUpdate'>, source: Source<Stored, Chosen>) {
    this.#host = host;
    this.#source = source;
  }

  get chosen(): Chosen | null {
    return this.#chosen;
  }

  get isOpen(): boolean {
    return this.base !== null;
  }

  get isChanged(): boolean {
    if (this.base === null) return false;
    return JSON.stringify(this.#chosen) !== JSON.stringify(this.#source.chosenOf(this.base));
  }

  get isValid(): boolean {
    return this.#chosen !== null && this.#source.isValid(this.#chosen);
  }

  get isReasonMissing(): boolean {
    return this.reason.trim().length < SHORTEST_REASON;
  }

  /** Who was first; null while nobody was. */
  get theirVersion(): SettingVersion | null {
    return this.theirs === null ? null : this.#source.versionOf(this.theirs);
  }

  /** What stands under the form. */
  get state(): SaveState {
    const { reason, isReasonMissing, isChanged, isValid, isSaving, failure, theirVersion } = this;
    return { reason, isReasonMissing, isChanged, isValid, isSaving, failure, theirVersion };
  }

  open(stored: Stored): void {
    this.reason = '';
    this.#adopt(stored);
  }

  close(): void {
    Object.assign(this, { base: null, theirs: null, failure: null, reason: '' });
    this.#chosen = null;
    this.#host.requestUpdate();
  }

  choose(chosen: Chosen): void {
    this.#chosen = chosen;
    this.#source.changed?.(chosen);
    this.#host.requestUpdate();
  }

  setReason(reason: string): void {
    this.reason = reason;
    this.#host.requestUpdate();
  }

  async save(): Promise<void> {
    const { base } = this;
    if (base === null || this.#chosen === null || this.isSaving) return;
    this.isSaving = true;
    this.failure = null;
    this.#host.requestUpdate();
    try {
      const saved = await this.#source.save(this.#chosen, this.reason.trim(), this.#source.versionOf(base).version);
      this.close();
      this.#source.saved(saved);
    } catch (error) {
      this.failure = failureCode(error);
      if (this.failure === 'conflict') await this.#readTheirs();
    }
    this.isSaving = false;
    this.#host.requestUpdate();
  }

  /** After a conflict: mine is to follow theirs, and is saved only when the person says so again. */
  keepMine(): void {
    if (this.theirs === null) return;
    this.base = this.theirs;
    Object.assign(this, { theirs: null, failure: null });
    this.#host.requestUpdate();
  }

  /** After a conflict: theirs takes the place of mine; the reason that was typed stays. */
  takeTheirs(): void {
    if (this.theirs !== null) this.#adopt(this.theirs);
  }

  async #readTheirs(): Promise<void> {
    try {
      this.theirs = await this.#source.read();
    } catch (error) {
      this.failure = failureCode(error);
    }
  }

  #adopt(stored: Stored): void {
    this.base = stored;
    Object.assign(this, { theirs: null, failure: null });
    this.choose(this.#source.chosenOf(stored));
  }
}
