/** Keeps the address as the state is, and takes over the state of an address that is typed, pasted or gone back to. */
import type { Application } from '../application.js';
import { decodeState, encodeState } from './codec.js';
import type { ExplorerState } from './state.js';

/** Browsers slow a page down that changes its address all the time. */
const REST_MS = 250;

export class AddressBar {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private written = location.hash;
  private listener: ((state: ExplorerState, unread: readonly string[]) => void) | undefined;

  constructor(private readonly app: Application) {
    app.state.subscribe(() => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.write(), REST_MS);
    });
    addEventListener('hashchange', () => this.read());
    addEventListener('pagehide', () => this.write());
  }

  /** `unread`: parts of the address that make no sense. */
  onNavigation(listener: (state: ExplorerState, unread: readonly string[]) => void): void {
    this.listener = listener;
  }

  private write(): void {
    const hash = encodeState(this.app.state.get());
    if (hash === this.written) return;
    this.written = hash;
    history.replaceState(history.state, '', hash);
  }

  private read(): void {
    if (location.hash === this.written) return;
    this.written = location.hash;
    const { state, problems } = decodeState(location.hash);
    // Members that the address does not name must go, too.
    this.app.state.set({ ...cleared, ...state });
    this.listener?.(state, problems);
  }
}

const cleared: Partial<ExplorerState> = {
  view: undefined,
  basemap: undefined,
  layers: undefined,
  date: undefined,
  panel: undefined,
};
