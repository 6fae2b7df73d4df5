/**
 * The few parts of the PostgreSQL frontend/backend protocol 3.0 that the embedded server handles itself: cutting a
 * byte stream into messages, the connection start, and the names of prepared statements.
 * Source: PostgreSQL documentation, chapter "Frontend/Backend Protocol", "Message Formats".
 */

/** Type bytes of the messages that matter here. */
export const messageType = {
  parse: 0x50, // P
  bind: 0x42, // B
  describe: 0x44, // D
  close: 0x43, // C
  flush: 0x48, // H
  sync: 0x53, // S
  query: 0x51, // Q
  functionCall: 0x46, // F
  password: 0x70, // p
  terminate: 0x58, // X
} as const;

const protocol3 = 196608;
const cancelRequest = 80877102;
const sslRequest = 80877103;
const gssEncRequest = 80877104;

/** Cuts a stream into messages. Bytes are copied once, when a message spans several chunks. */
export class MessageReader {
  private chunks: Buffer[] = [];
  private bufferedBytes = 0;

  /** A message announced longer than `maxBytes` is refused with a RangeError. */
  constructor(public maxBytes = Number.POSITIVE_INFINITY) {}

  push(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.bufferedBytes += chunk.length;
  }

  /** The next start-up packet (a length and a body, no type byte), if it has arrived whole. */
  nextStartup(): Buffer | undefined {
    return this.next(0);
  }

  /** The next typed message, its header included, if it has arrived whole. */
  nextMessage(): Buffer | undefined {
    return this.next(1);
  }

  private next(lengthOffset: 0 | 1): Buffer | undefined {
    if (this.bufferedBytes < lengthOffset + 4) return undefined;
    const total = lengthOffset + this.peek(lengthOffset + 4).readInt32BE(lengthOffset);
    if (total < lengthOffset + 4 || total > this.maxBytes) throw new RangeError(`message of ${total} bytes`);
    return this.bufferedBytes < total ? undefined : this.take(total);
  }

  private peek(length: number): Buffer {
    return this.chunks[0].length >= length ? this.chunks[0] : Buffer.concat(this.chunks);
  }

  private take(length: number): Buffer {
    const whole = this.chunks.length === 1 ? this.chunks[0] : Buffer.concat(this.chunks);
    this.bufferedBytes -= length;
    this.chunks = whole.length > length ? [whole.subarray(length)] : [];
    return whole.subarray(0, length);
  }
}

/** What a client asks for when it connects. */
export type Startup =
  | { kind: 'encryption' }
  | { kind: 'cancel' }
  | { kind: 'session'; parameters: ReadonlyMap<string, string> }
  | { kind: 'unknown'; code: number };

/** Reads a start-up packet as cut by `MessageReader.nextStartup`. */
export function parseStartup(packet: Buffer): Startup {
  const code = packet.length >= 8 ? packet.readInt32BE(4) : 0;
  if (code === sslRequest || code === gssEncRequest) return { kind: 'encryption' };
  if (code === cancelRequest) return { kind: 'cancel' };
  if (code !== protocol3) return { kind: 'unknown', code };
  const words = packet.subarray(8).toString('utf8').split('\0');
  const parameters = new Map<string, string>();
  for (let i = 0; i + 1 < words.length && words[i] !== ''; i += 2) parameters.set(words[i], words[i + 1]);
  return { kind: 'session', parameters };
}

/** A start-up packet for `user` and `database`. */
export function startupPacket(user: string, database: string): Buffer {
  const body = Buffer.from(`user\0${user}\0database\0${database}\0client_encoding\0UTF8\0\0`);
  const head = Buffer.alloc(8);
  head.writeInt32BE(8 + body.length, 0);
  head.writeInt32BE(protocol3, 4);
  return Buffer.concat([head, body]);
}

/** A typed message around `body`. */
export function message(type: number | string, body: Buffer | string = ''): Buffer {
  const bytes = Buffer.from(body);
  const head = Buffer.alloc(5);
  head.writeUInt8(typeof type === 'string' ? type.charCodeAt(0) : type, 0);
  head.writeInt32BE(4 + bytes.length, 1);
  return Buffer.concat([head, bytes]);
}

/** AuthenticationCleartextPassword and AuthenticationOk. */
export const authenticationRequest = message('R', Buffer.from([0, 0, 0, 3]));
export const authenticationOk = message('R', Buffer.from([0, 0, 0, 0]));

/** ErrorResponse of severity FATAL: the connection is closed after it. */
export const fatalError = (sqlState: string, text: string) =>
  message('E', `SFATAL\0VFATAL\0C${sqlState}\0M${text}\0\0`);

/** The zero-terminated string that starts at `offset`. */
export function cString(bytes: Buffer, offset: number): string {
  const end = bytes.indexOf(0, offset);
  return bytes.toString('utf8', offset, end < 0 ? bytes.length : end);
}

/**
 * The same message with its prepared statement called `prefix + name`. Messages that name no statement, and the
 * unnamed statement, come back as they are.
 */
export function withStatementPrefix(original: Buffer, prefix: string): Buffer {
  const at = statementNameOffset(original);
  if (at === undefined || original[at] === 0) return original;
  const renamed = Buffer.concat([original.subarray(0, at), Buffer.from(prefix), original.subarray(at)]);
  renamed.writeInt32BE(renamed.length - 1, 1);
  return renamed;
}

/** Where the statement name of a Parse, Bind, Describe or Close message starts; undefined when it names none. */
export function statementNameOffset(original: Buffer): number | undefined {
  switch (original[0]) {
    case messageType.parse:
      return 5;
    case messageType.bind:
      return original.indexOf(0, 5) + 1; // behind the portal's name
    case messageType.describe:
    case messageType.close:
      return original[5] === 'S'.charCodeAt(0) ? 6 : undefined;
    default:
      return undefined;
  }
}

/**
 * The same message, unless its statement is COPY FROM STDIN: the engine would wait for rows inside the statement and
 * stop for good, so the statement is replaced by one that says so. Only Query and Parse messages carry a statement.
 */
export function withoutCopyFromStdin(original: Buffer): Buffer {
  if (original[0] !== messageType.query && original[0] !== messageType.parse) return original;
  const at = original[0] === messageType.query ? 5 : original.indexOf(0, 5) + 1;
  const end = original.indexOf(0, at);
  if (!/(^|;)\s*copy\s[^;]*\sfrom\s+stdin\b/i.test(original.toString('latin1', at, end))) return original;
  return message(original[0], Buffer.concat([original.subarray(5, at), noCopyFromStdin, original.subarray(end)]));
}

const noCopyFromStdin = Buffer.from(
  `do $$ begin raise 'the embedded database has no COPY FROM STDIN' using errcode = 'feature_not_supported'; end $$`,
);
