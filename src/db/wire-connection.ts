/** One client of the embedded server: how it gets in, and the units of work it sends. */
import { timingSafeEqual } from 'node:crypto';
import type { Socket } from 'node:net';
import {
  authenticationOk,
  authenticationRequest,
  cString,
  fatalError,
  MessageReader,
  messageType,
  parseStartup,
  statementNameOffset,
  withoutCopyFromStdin,
  withStatementPrefix,
} from './wire-messages.js';

/** Largest packet accepted from a client that has not shown the password yet. */
const maxUnauthenticatedBytes = 10_000;

/** Connection start and password, then units of messages handed to `run`. */
export class WireConnection {
  /** The client's `statement_timeout` start-up parameter, 0 when it set none. */
  statementLimitMs = 0;
  private readonly reader = new MessageReader(maxUnauthenticatedBytes);
  private state: 'startup' | 'password' | 'session' = 'startup';
  private unit: Buffer[] = [];
  private readonly statements = new Set<string>();

  constructor(
    readonly socket: Socket,
    private readonly number: number,
    private readonly session: { password: string; greeting: Buffer; run: (messages: Buffer[]) => void },
  ) {
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk: Buffer) => this.receive(chunk));
  }

  /** Names, as the engine knows them, of the prepared statements of this connection; they are forgotten here. */
  takeStatements(): string[] {
    const names = [...this.statements];
    this.statements.clear();
    return names;
  }

  private receive(chunk: Buffer): void {
    this.reader.push(chunk);
    try {
      for (;;) {
        const packet = this.state === 'startup' ? this.reader.nextStartup() : this.reader.nextMessage();
        if (!packet || this.socket.destroyed) return;
        if (this.state === 'startup') this.handleStartup(packet);
        else if (this.state === 'password') this.handlePassword(packet);
        else this.handleMessage(packet);
      }
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.refuse('08P01', 'this does not look like the PostgreSQL protocol');
    }
  }

  private handleMessage(packet: Buffer): void {
    if (packet[0] === messageType.terminate) {
      this.socket.end();
      return;
    }
    this.unit.push(this.withOwnStatements(withoutCopyFromStdin(packet)));
    if (endsUnit(packet[0])) {
      this.session.run(this.unit);
      this.unit = [];
    }
  }

  private handleStartup(packet: Buffer): void {
    const startup = parseStartup(packet);
    if (startup.kind === 'encryption') {
      this.socket.write('N');
    } else if (startup.kind === 'session') {
      this.statementLimitMs = Number(startup.parameters.get('statement_timeout') ?? 0) || 0;
      this.state = 'password';
      this.socket.write(authenticationRequest);
    } else if (startup.kind === 'cancel') {
      this.socket.destroy();
    } else {
      this.refuse('0A000', `protocol ${startup.code >>> 16}.${startup.code & 0xffff} is not spoken here`);
    }
  }

  private handlePassword(packet: Buffer): void {
    const expected = Buffer.from(this.session.password);
    const given = Buffer.from(packet[0] === messageType.password ? cString(packet, 5) : '');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      this.refuse('28P01', 'wrong password for the embedded database');
      return;
    }
    this.reader.maxBytes = Number.POSITIVE_INFINITY;
    this.state = 'session';
    this.socket.write(Buffer.concat([authenticationOk, this.session.greeting]));
  }

  private withOwnStatements(packet: Buffer): Buffer {
    const renamed = withStatementPrefix(packet, `c${this.number}:`);
    if (renamed !== packet) {
      const name = cString(renamed, statementNameOffset(renamed) ?? 0);
      if (packet[0] === messageType.parse) this.statements.add(name);
      if (packet[0] === messageType.close) this.statements.delete(name);
    }
    return renamed;
  }

  private refuse(sqlState: string, text: string): void {
    this.socket.end(fatalError(sqlState, text));
    this.socket.removeAllListeners('data');
  }
}

/** After these a client may wait for the answer. */
const endsUnit = (type: number) =>
  type === messageType.query ||
  type === messageType.sync ||
  type === messageType.flush ||
  type === messageType.functionCall;
