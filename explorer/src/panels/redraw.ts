/** For panels that know something of their own: what changes neither state nor session is drawn when they say so. */
import type { Application } from '../application.js';

export const redraw = (app: Application): void => app.session.set(({ notices }) => ({ notices: [...notices] }));
