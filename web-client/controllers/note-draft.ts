import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Consultation } from '#contracts/consultation.ts';
import { putNote, readConsultation, type NoteText } from '../data/consultations.ts';
import { failureCode, type FailureCode } from '../data/request.ts';

const EMPTY: NoteText = { subjective: '', objective: '', assessment: '', plan: '', summary: '' };
const SAVE_AFTER_MS = 800;
const TRY_AGAIN_AFTER_MS = 4_000;

const textOf = (consultation: Consultation): NoteText => {
  const { subjective, objective, assessment, plan, summary } = consultation.note ?? EMPTY;
  return { subjective, objective, assessment, plan, summary };
};

/** A note that saves itself while it is typed. Nothing typed is lost: what could not be saved is tried again. */
export class NoteDraft implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #consultationId: string | null = null;
  #version = 0;
  #saved: NoteText = EMPTY;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn: Promise<boolean> = Promise.resolve(false);
  text: NoteText = EMPTY;
  status: 'clean' | 'typing' | 'saving' | 'saved' | 'conflict' | 'failed' = 'clean';
  savedAt: Date | null = null;
  failure: FailureCode | null = null;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  /** Leaving the page saves what is still unsaved. */
  hostDisconnected(): void {
    void this.save();
  }

  get isEmpty(): boolean {
    return Object.values(this.text).every((words) => words.trim() === '');
  }

  get #isDirty(): boolean {
    return Object.keys(EMPTY).some((part) => this.text[part as keyof NoteText] !== this.#saved[part as keyof NoteText]);
  }

  /** The consultation as the server has it; words that are being typed here are never replaced. */
  take(consultation: Consultation): void {
    const version = consultation.note?.version ?? 0;
    if (consultation.id === this.#consultationId && (version <= this.#version || this.#isDirty)) return;
    this.#consultationId = consultation.id;
    this.#adopt(consultation);
    this.status = 'clean';
  }

  type(part: keyof NoteText, words: string): void {
    this.text = { ...this.text, [part]: words };
    if (this.status !== 'conflict') {
      this.#setStatus('typing');
      this.#saveIn(SAVE_AFTER_MS);
    }
  }

  /** True when everything typed is stored. One save at a time, so that versions follow one another. */
  save(): Promise<boolean> {
    clearTimeout(this.#timer);
    this.#turn = this.#turn.then(() => this.#saveAll());
    return this.#turn;
  }

  async #saveAll(): Promise<boolean> {
    while (this.#isDirty) {
      if (this.#consultationId === null || this.status === 'conflict') return false;
      if (!(await this.#put(this.#consultationId, this.text))) return false;
    }
    return this.#version > 0;
  }

  /** After a conflict: my words take the place of the other window's. */
  async overwrite(): Promise<void> {
    if (this.#consultationId === null) return;
    try {
      const consultation = await readConsultation(this.#consultationId);
      this.#version = consultation.note?.version ?? 0;
      this.#saved = textOf(consultation);
      this.status = 'typing';
      await this.save();
    } catch (error) {
      this.failure = failureCode(error);
      this.#setStatus('failed');
    }
  }

  /** After a conflict: the other window's words take the place of mine. */
  async reload(): Promise<void> {
    if (this.#consultationId === null) return;
    try {
      this.#adopt(await readConsultation(this.#consultationId));
      this.#setStatus('clean');
    } catch (error) {
      this.failure = failureCode(error);
      this.#setStatus('failed');
    }
  }

  #adopt(consultation: Consultation): void {
    this.#version = consultation.note?.version ?? 0;
    this.#saved = textOf(consultation);
    this.text = this.#saved;
  }

  async #put(consultationId: string, text: NoteText): Promise<boolean> {
    this.#setStatus('saving');
    try {
      const { note } = await putNote(consultationId, text, this.#version);
      this.#version = note?.version ?? this.#version + 1;
      this.#saved = text;
      this.savedAt = new Date();
      this.failure = null;
      this.#setStatus('saved');
      return true;
    } catch (error) {
      this.failure = failureCode(error);
      this.#setStatus(this.failure === 'conflict' ? 'conflict' : 'failed');
      if (this.status === 'failed') this.#saveIn(TRY_AGAIN_AFTER_MS);
      return false;
    }
  }

  #saveIn(delayMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.save(), delayMs);
  }

  #setStatus(status: NoteDraft['status']): void {
    this.status = status;
    this.#host.requestUpdate();
  }
}
