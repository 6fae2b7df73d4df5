/** For tests that need a real connection: streams, compression, clients that go away. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';

/** Listens on a free port of this machine while `use` runs. */
export async function listening<Result>(app: Express, use: (baseUrl: string) => Promise<Result>): Promise<Result> {
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
