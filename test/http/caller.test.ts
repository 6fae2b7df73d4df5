import request from 'supertest';
import { expect, test } from 'vitest';
import { jsonReply } from '../../src/http/reply.js';
import { sha256 } from '../support/sha256.js';
import { stubHttpApp } from '../support/stub-http-app.js';

const app = (apiKeys: readonly string[]) =>
  stubHttpApp([{ id: 'getLandingPage', handle: async ({ caller }) => jsonReply('application/json', { caller }) }], {
    config: { apiKeys: apiKeys.map(sha256) },
  });
const callerOf = async (keys: readonly string[], key?: string) => {
  const sent = request(app(keys)).get('/');
  if (key) sent.set('X-API-Key', key);
  return (await sent.expect(200)).body.caller;
};

test('without keys everybody is the person at the machine, whatever they present', async () => {
  expect(await callerOf([])).toBe('local');
  expect(await callerOf([], 'some key')).toBe('local');
});

test('with keys the caller is named after the key, without telling it', async () => {
  expect(await callerOf(['first', 'second'], 'first')).toBe(sha256('first').slice(0, 12));
  expect(await callerOf(['first', 'second'], 'second')).toBe(sha256('second').slice(0, 12));
  expect(await callerOf(['first'])).toBe('anonymous');
});
