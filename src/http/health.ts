/** `/health`: the process lives. `/ready`: it can serve what it was started for; until then, what it is doing. */
import type { FixedRoute } from './operation.js';
import { softwareVersion } from './package-files.js';
import { jsonReply } from './reply.js';

export interface Readiness {
  readonly isReady: boolean;
  /** What is going on, for a person: `ingesting EGMS_L2b_088_0297.zip`. */
  readonly activity: string;
  /** Share done, 0 to 1, where it is known. */
  readonly progress?: number;
  /** Seconds until it is worth asking again. */
  readonly retryAfterSeconds?: number;
}

export const healthRoutes = (readiness: () => Readiness | Promise<Readiness>): readonly FixedRoute[] => [
  {
    id: 'getHealth',
    path: '/health',
    mediaTypes: ['application/json'],
    handle: async () => jsonReply('application/json', { status: 'alive', version: softwareVersion }),
  },
  {
    id: 'getReadiness',
    path: '/ready',
    mediaTypes: ['application/json'],
    handle: async () => {
      const { isReady, activity, progress, retryAfterSeconds = 5 } = await readiness();
      const document = { status: isReady ? 'ready' : 'starting', activity, progress };
      return isReady
        ? jsonReply('application/json', document)
        : jsonReply('application/json', document, {
            status: 503,
            headers: { 'Retry-After': String(retryAfterSeconds) },
          });
    },
  },
];
