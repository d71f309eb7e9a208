import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { v4 } from 'uuid';
import type { VisitEntry } from '#contracts/visit-chat.ts';
import { realtime } from '../data/realtime.ts';
import { failureCode, type FailureCode } from '../data/request.ts';
import { addVisitFile, addVisitText, listVisitEntries } from '../data/visit-entries.ts';
import { sendableName } from '../format/file.ts';
import { keepChat, readKeptChat } from './kept-chat.ts';
import { Loaded } from './loaded.ts';
import { readKept, writeKept } from './typed-draft.ts';

/** What is on its way, or could not be sent; `failure` is null while it is on its way. */
export type Unsent = { clientId: string; failure: FailureCode | null } & (
  { kind: 'text'; text: string } | { kind: 'file'; file: File; name: string }
);

/** The chat of one visit, kept true as both sides write, and what this page still has to send. */
export class VisitChatController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #loaded: Loaded<readonly VisitEntry[]>;
  #consultationId: string | null = null;
  #known = new Map<string, VisitEntry>();
  #unsent: Unsent[] = [];
  #text = '';
  /** The newest entry that stood before the person, in ms since 1970. Kept in this tab: a reload makes nothing new again. */
  #seenUpTo = 0;
  /** Words go one after the other, in the order in which they were written; files beside them. */
  #words: Promise<void> = Promise.resolve();
  #files: Promise<void> = Promise.resolve();
  #stop: (() => void) | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
    this.#loaded = new Loaded(host, () => listVisitEntries(this.#consultationId ?? ''), {
      taken: (entries) => {
        for (const entry of entries) this.#add(entry);
      },
    });
  }

  follow(consultationId: string): void {
    if (consultationId === this.#consultationId) return;
    this.#consultationId = consultationId;
    this.#known = new Map();
    const { text, unsent } = readKeptChat(consultationId);
    this.#text = text;
    this.#seenUpTo = Number(readKept(this.#seenName) ?? 0);
    // Nobody knows what became of it when the page was left: sent again it is the same entry.
    this.#unsent = unsent.map((each) => ({ ...each, kind: 'text', failure: 'offline' }));
    this.#loaded.reset();
    void this.#loaded.load();
  }

  /** The oldest first; null until they are there. */
  get entries(): readonly VisitEntry[] | null {
    if (this.#loaded.value === null) return null;
    return [...this.#known.values()].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  }

  get failure(): FailureCode | null {
    return this.#loaded.failure;
  }

  get unsent(): readonly Unsent[] {
    return this.#unsent;
  }

  /** What stands in the field. */
  get text(): string {
    return this.#text;
  }

  get fileCount(): number {
    return [...this.#known.values(), ...this.#unsent].filter(({ kind }) => kind === 'file').length;
  }

  async load(): Promise<void> {
    if (this.#consultationId !== null) await this.#loaded.load();
  }

  type(text: string): void {
    this.#text = text;
    this.#keep();
  }

  /** Sends what stands in the field, which is empty from then on. */
  sendText(): void {
    const text = this.#text.trim();
    if (text === '') return;
    this.#text = '';
    this.#send({ kind: 'text', clientId: v4(), text, failure: null });
  }

  sendFile(file: File): void {
    this.#send({ kind: 'file', clientId: v4(), file, name: sendableName(file.name), failure: null });
  }

  retry(clientId: string): void {
    const unsent = this.#unsent.find((each) => each.clientId === clientId);
    if (unsent?.failure == null) return;
    this.#replace(clientId, { ...unsent, failure: null });
    this.#queue(clientId);
  }

  /** What could not be sent is given up. */
  discard(clientId: string): void {
    this.#replace(clientId, null);
  }

  /** How many of the other side's entries came after the newest that was seen. */
  unreadBy(role: VisitEntry['authorRole']): number {
    return [...this.#known.values()].filter(
      ({ authorRole, at }) => authorRole !== role && Date.parse(at) > this.#seenUpTo,
    ).length;
  }

  /** All that is there stands before the person. It only ever goes forward. */
  markSeen(): void {
    const newest = Date.parse(this.entries?.at(-1)?.at ?? '');
    if (Number.isNaN(newest) || newest <= this.#seenUpTo) return;
    this.#seenUpTo = newest;
    writeKept(this.#seenName, String(newest));
  }

  hostConnected(): void {
    this.#stop = realtime.listen({
      visitEntry: ({ entry }) => {
        if (entry.consultationId !== this.#consultationId) return;
        this.#add(entry);
        this.#host.requestUpdate();
      },
      caughtUp: () => void this.load(),
    });
  }

  hostDisconnected(): void {
    this.#stop?.();
  }

  #send(unsent: Unsent): void {
    this.#unsent = [...this.#unsent, unsent];
    this.#keep();
    this.#host.requestUpdate();
    this.#queue(unsent.clientId);
  }

  #queue(clientId: string): void {
    const consultationId = this.#consultationId;
    const unsent = this.#unsent.find((each) => each.clientId === clientId);
    if (consultationId === null || unsent === undefined) return;
    const attempt = (): Promise<void> => this.#attempt(consultationId, unsent);
    if (unsent.kind === 'text') this.#words = this.#words.then(attempt);
    else this.#files = this.#files.then(attempt);
  }

  async #attempt(consultationId: string, unsent: Unsent): Promise<void> {
    const { clientId } = unsent;
    try {
      const entry =
        unsent.kind === 'text'
          ? await addVisitText(consultationId, unsent.text, clientId)
          : await addVisitFile(consultationId, unsent.file, { name: unsent.name, clientId });
      if (consultationId === this.#consultationId) this.#add(entry);
    } catch (error) {
      if (consultationId === this.#consultationId && !this.#hasCome(clientId))
        this.#replace(clientId, { ...unsent, failure: failureCode(error) });
    }
    this.#host.requestUpdate();
  }

  /** The news of an entry may be quicker than the answer, and come although no answer did. */
  #hasCome(clientId: string): boolean {
    return [...this.#known.values()].some((entry) => entry.clientId === clientId);
  }

  #add(entry: VisitEntry): void {
    this.#known.set(entry.id, entry);
    this.#replace(entry.clientId, null);
  }

  #replace(clientId: string, by: Unsent | null): void {
    this.#unsent = this.#unsent.flatMap((each) => (each.clientId !== clientId ? [each] : by === null ? [] : [by]));
    this.#keep();
    this.#host.requestUpdate();
  }

  #keep(): void {
    if (this.#consultationId === null) return;
    const unsent = this.#unsent.flatMap((each) =>
      each.kind === 'text' ? [{ clientId: each.clientId, text: each.text }] : [],
    );
    keepChat(this.#consultationId, { text: this.#text, unsent });
  }

  get #seenName(): string {
    return `visit-chat-seen.${this.#consultationId ?? ''}`;
  }
}
