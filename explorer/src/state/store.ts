/** A plain object that tells when it is replaced. */

type Listener<T> = (now: T, before: T) => void;

export class Store<T extends object> {
  private readonly listeners = new Set<Listener<T>>();

  constructor(private value: T) {}

  get(): T {
    return this.value;
  }

  /** Members to replace; listeners hear of it before this returns, unless nothing is new. */
  set(change: Partial<T> | ((now: T) => Partial<T>)): void {
    const before = this.value;
    const members = typeof change === 'function' ? change(before) : change;
    const isNew = (Object.keys(members) as (keyof T)[]).some((name) => members[name] !== before[name]);
    if (!isNew) return;
    this.value = { ...before, ...members };
    for (const listener of this.listeners) listener(this.value, before);
  }

  /** Returns what ends it. */
  subscribe(listener: Listener<T>): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
