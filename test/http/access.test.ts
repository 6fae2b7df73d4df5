import { describe, expect, test } from 'vitest';
import { type AccessQuestion, authorize, isLoopback } from '../../src/http/access.js';
import { KeyRing } from '../../src/http/api-key.js';
import { sha256 } from '../support/sha256.js';

/** Status of the refusal, or 200. */
function answer(question: Partial<AccessQuestion>): number {
  try {
    authorize({
      access: 'write',
      keys: new KeyRing([]),
      requireKeyForReads: false,
      boundTo: '127.0.0.1',
      isForwarded: false,
      baseUrl: 'http://localhost:5000',
      ...question,
    });
    return 200;
  } catch (error) {
    return (error as { status: number }).status;
  }
}

const keys = new KeyRing([sha256('s3cret')]);

describe('writing without a configured key', () => {
  test('is for the person at the machine', () => {
    expect(answer({})).toBe(200);
    expect(answer({ baseUrl: 'http://[::1]:5000', boundTo: '::1' })).toBe(200);
  });

  test('is refused when the server is bound to more than loopback', () => {
    expect(['0.0.0.0', '::', '192.168.1.2', 'example.org'].map((boundTo) => answer({ boundTo }))).toEqual([
      403, 403, 403, 403,
    ]);
  });

  test('is refused to strangers whom a proxy on this machine lets in', () => {
    expect(answer({ isForwarded: true })).toBe(403);
    expect(answer({ baseUrl: 'https://maps.example.org' })).toBe(403);
  });

  test('is refused to pages of other sites', () => {
    expect(answer({ origin: 'https://evil.example' })).toBe(403);
    expect(answer({ origin: 'null' })).toBe(403);
    expect(answer({ origin: 'http://localhost:5000' })).toBe(200);
  });

  test('is refused to pages that made their own name point to this machine', () => {
    expect(answer({ baseUrl: 'http://evil.example:5000', origin: 'http://evil.example:5000' })).toBe(403);
  });

  test('does not become possible by presenting some key', () => {
    expect(answer({ boundTo: '0.0.0.0', key: 'anything' })).toBe(403);
  });
});

describe('with a configured key', () => {
  test('writing wants it everywhere', () => {
    expect(answer({ keys })).toBe(401);
    expect(answer({ keys, key: 'wrong' })).toBe(401);
    expect(answer({ keys, key: 's3cret' })).toBe(200);
    expect(answer({ keys, key: 's3cret', boundTo: '0.0.0.0', origin: 'https://portal.example' })).toBe(200);
  });

  test('reading stays open, but a wrong key is told so', () => {
    expect(answer({ keys, access: 'read' })).toBe(200);
    expect(answer({ keys, access: 'read', key: 'wrong' })).toBe(401);
  });

  test('reading wants it too when configured so', () => {
    expect(answer({ keys, access: 'read', requireKeyForReads: true })).toBe(401);
    expect(answer({ keys, access: 'read', requireKeyForReads: true, key: 's3cret' })).toBe(200);
  });
});

test('reading that wants a key nobody has is closed', () => {
  expect(answer({ access: 'read', requireKeyForReads: true })).toBe(403);
});

test('loopback has several names', () => {
  expect(['localhost', '127.0.0.1', '127.1.2.3', '::1', '[::1]', '::ffff:127.0.0.1'].every(isLoopback)).toBe(true);
  expect(['0.0.0.0', '::', '128.0.0.1', 'localhost.example.org', '127.0.0.1.example.org', ''].some(isLoopback)).toBe(
    false,
  );
});
