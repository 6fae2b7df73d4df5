import { chmodSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  connectOptions,
  prepareListening,
  publishAddress,
  readAddress,
  socketPath,
  withdrawAddress,
} from '../../src/db/embedded-address.js';

const isWindows = process.platform === 'win32';
let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'open-egms-test-'));
});

afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

describe('embedded address', () => {
  test('is what was published, until it is withdrawn', () => {
    const { host, port } = prepareListening(dataDir);
    const address = { pid: 7, host, port, password: 'secret' };
    publishAddress(dataDir, address);
    expect(readAddress(dataDir)).toEqual(address);
    withdrawAddress(dataDir, address);
    expect(readAddress(dataDir)).toBeUndefined();
    expect(existsSync(host)).toBe(false);
  });

  test.skipIf(isWindows)('is a short path in a folder of our own, the same every time', () => {
    const { host, port, options } = prepareListening(dataDir);
    expect(prepareListening(dataDir).host).toBe(host);
    expect(options.path).toBe(socketPath(host, port));
    expect(connectOptions({ pid: 7, host, port, password: '' })).toEqual({ path: options.path });
    expect(Buffer.byteLength(options.path!)).toBeLessThanOrEqual(100);
    expect(statSync(host).mode & 0o777).toBe(0o700);
    rmSync(host, { recursive: true });
  });

  test.skipIf(isWindows)('a folder that others can enter is refused', () => {
    const { host } = prepareListening(dataDir);
    chmodSync(host, 0o755);
    expect(() => prepareListening(dataDir)).toThrow(/belongs to somebody else/);
    rmSync(host, { recursive: true });
  });
});
