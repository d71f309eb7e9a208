/** An EventTarget whose events are known: `on('peer:left', ({ peerId }) => …)`. Events carry their detail and nothing else. */
export class TypedEvents<Events extends object> extends EventTarget {
  /** Listens until the returned function is called, or `signal` is aborted. */
  on<Name extends keyof Events & string>(
    name: Name,
    listener: (detail: Events[Name]) => void,
    { signal }: { signal?: AbortSignal } = {},
  ): () => void {
    const onEvent = (event: Event): void => listener((event as CustomEvent<Events[Name]>).detail);
    this.addEventListener(name, onEvent, signal ? { signal } : {});
    return () => this.removeEventListener(name, onEvent);
  }

  protected tell<Name extends keyof Events & string>(name: Name, detail: Events[Name]): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
