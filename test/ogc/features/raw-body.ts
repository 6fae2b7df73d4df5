/** Bodies as they come over the wire: supertest would parse or drop them. */
import type { Test } from 'supertest';

export async function rawBody(test: Test): Promise<{ body: Buffer; headers: Record<string, string> }> {
  const response = await test.buffer(true).parse((incoming, done) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => done(null, Buffer.concat(chunks)));
  });
  return { body: response.body as Buffer, headers: response.headers };
}
