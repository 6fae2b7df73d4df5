import { describe, expect, test } from 'vitest';
import {
  cString,
  MessageReader,
  message,
  parseStartup,
  startupPacket,
  withoutCopyFromStdin,
  withStatementPrefix,
} from '../../src/db/wire-messages.js';

const sync = message('S');
const query = message('Q', 'select 1\0');

describe('MessageReader', () => {
  test('gives back the messages of a stream however it is cut', () => {
    const stream = Buffer.concat([query, sync, query]);
    for (let size = 1; size <= stream.length; size++) {
      const reader = new MessageReader();
      const messages: string[] = [];
      for (let at = 0; at < stream.length; at += size) {
        reader.push(stream.subarray(at, at + size));
        for (let next = reader.nextMessage(); next; next = reader.nextMessage()) messages.push(next.toString('hex'));
      }
      expect(messages).toEqual([query, sync, query].map((bytes) => bytes.toString('hex')));
    }
  });

  test('refuses a message longer than the limit before it has arrived', () => {
    const reader = new MessageReader(100);
    reader.push(Buffer.from('GET / HTTP/1.1\r\n'));
    expect(() => reader.nextStartup()).toThrow(RangeError);
  });

  test('refuses a length that is shorter than itself', () => {
    const reader = new MessageReader();
    reader.push(Buffer.from([0x51, 0, 0, 0, 3]));
    expect(() => reader.nextMessage()).toThrow(RangeError);
  });
});

describe('start-up packets', () => {
  test('carry parameters', () => {
    const startup = parseStartup(startupPacket('me', 'mine'));
    expect(startup.kind === 'session' && Object.fromEntries(startup.parameters)).toEqual({
      user: 'me',
      database: 'mine',
      client_encoding: 'UTF8',
    });
  });

  test('ask for encryption, cancellation, or an unknown protocol by their code', () => {
    const packet = (code: number) => Buffer.from(Uint32Array.of(8, code).map(swap).buffer);
    expect(parseStartup(packet(80877103)).kind).toBe('encryption');
    expect(parseStartup(packet(80877104)).kind).toBe('encryption');
    expect(parseStartup(packet(80877102)).kind).toBe('cancel');
    expect(parseStartup(packet(131072))).toEqual({ kind: 'unknown', code: 131072 });
  });
});

describe('withStatementPrefix', () => {
  test('renames the statement of Parse, Bind, Describe and Close, and nothing else in them', () => {
    const cases: [Buffer, Buffer][] = [
      [message('P', 'name\0select $1\0\0\0'), message('P', 'c7:name\0select $1\0\0\0')],
      [message('B', 'portal\0name\0\0\0'), message('B', 'portal\0c7:name\0\0\0')],
      [message('B', '\0name\0\0\0'), message('B', '\0c7:name\0\0\0')],
      [message('D', 'Sname\0'), message('D', 'Sc7:name\0')],
      [message('C', 'Sname\0'), message('C', 'Sc7:name\0')],
    ];
    for (const [original, renamed] of cases) expect(withStatementPrefix(original, 'c7:')).toEqual(renamed);
  });

  test('leaves the unnamed statement, portals and other messages alone', () => {
    for (const original of [
      message('P', '\0select 1\0\0\0'),
      message('B', 'p\0\0\0\0'),
      message('D', 'Pname\0'),
      query,
    ]) {
      expect(withStatementPrefix(original, 'c7:')).toBe(original);
    }
  });
});

describe('withoutCopyFromStdin', () => {
  test('replaces the statement by one that fails, in simple and extended queries', () => {
    const simple = withoutCopyFromStdin(message('Q', 'select 1; COPY t (a)\n FROM stdin (format binary)\0'));
    expect(cString(simple, 5)).toMatch(/^do \$\$ begin raise/);
    expect(simple.readInt32BE(1)).toBe(simple.length - 1);
    const extended = withoutCopyFromStdin(message('P', 'name\0copy t from stdin\0\0\0'));
    expect(cString(extended, 5)).toBe('name');
    expect(cString(extended, 10)).toMatch(/^do \$\$ begin raise/);
    expect(extended.subarray(-2)).toEqual(Buffer.from([0, 0]));
  });

  test('lets every other statement pass', () => {
    for (const sql of ['copy t to stdout', `copy t from '/dev/blob'`, `select 'x' as copy from stdin_log`]) {
      const original = message('Q', `${sql}\0`);
      expect(withoutCopyFromStdin(original)).toBe(original);
    }
  });
});

/** The bytes of a 32-bit number in the other order. */
const swap = (value: number) => Buffer.from(Uint32Array.of(value).buffer).swap32().readUInt32LE();
