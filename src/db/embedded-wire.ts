/**
 * Many socket connections on the one session of an embedded engine.
 *
 * The engine knows a single backend. Given the messages of two connections in the order they happen to arrive, it
 * binds the parameters of one to the statement of the other. So messages are collected into units that end where the
 * protocol lets the client wait (Query, Sync, Flush), units run one at a time, and a connection whose unit leaves a
 * transaction open owns the engine until that transaction ends. A connection that goes away inside a transaction is
 * rolled back. Prepared statements get a prefix per connection, because their names would collide.
 *
 * What still is shared, and callers must respect: settings made with SET (use SET LOCAL), temporary tables and
 * session advisory locks (use pg_advisory_xact_lock). COPY FROM STDIN, LISTEN and query cancellation do not exist.
 */
import { createServer, type ListenOptions, type Server, type Socket } from 'node:net';
import { WireConnection } from './wire-connection.js';
import { authenticationOk, message, messageType, startupPacket } from './wire-messages.js';

/** The part of PGlite that is used here. */
export interface WireEngine {
  execProtocolRawStream(
    messages: Uint8Array,
    options: { syncToFs: boolean; onRawData: (bytes: Uint8Array) => void },
  ): Promise<void>;
}

export interface WireOptions {
  engine: WireEngine;
  /** Clients must present it; it keeps other users of the machine out where a socket has no file permissions. */
  password: string;
  /** Called around every unit; a limit of 0 means none. */
  onUnitStart: (limitMs: number) => void;
  onUnitEnd: () => void;
  /** Called whenever no unit waits and no transaction is open. */
  onIdle: () => Promise<void>;
  /** The engine did not answer as PostgreSQL does: it has crashed and must not be used again. */
  onEngineFailure: (error: Error) => void;
}

interface Unit {
  connection: WireConnection;
  messages: Buffer[];
  /** Longest time the unit may run when it starts outside a transaction; 0 means any. */
  limitMs: number;
}

export class EmbeddedWire {
  private readonly server: Server;
  private readonly connections = new Set<WireConnection>();
  private readonly waiting: Unit[] = [];
  private owner: WireConnection | undefined;
  private running = false;
  private lastConnectionNumber = 0;
  /** What the engine says to a new client: parameters, key, ready. The same for all, so asked for once. */
  private greeting: Buffer = Buffer.alloc(0);

  constructor(private readonly options: WireOptions) {
    this.server = createServer((socket) => this.accept(socket));
  }

  async listen(address: ListenOptions): Promise<void> {
    this.greeting = (await this.answerTo(startupPacket('postgres', 'postgres'))).subarray(authenticationOk.length);
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(address, () => {
        this.server.off('error', reject);
        resolve();
      });
    });
  }

  /** Port listened on; undefined on a Unix socket. */
  get port(): number | undefined {
    const address = this.server.address();
    return address !== null && typeof address === 'object' ? address.port : undefined;
  }

  /** Closes every connection, rolls back what they left open, and waits for the unit that is running. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const connection of this.connections) connection.socket.destroy();
    await closed;
    // Sockets say goodbye after the server has: their clean-up must find the engine open.
    while (this.running || this.connections.size > 0) await new Promise((resolve) => setImmediate(resolve));
  }

  private accept(socket: Socket): void {
    const connection = new WireConnection(socket, ++this.lastConnectionNumber, {
      password: this.options.password,
      greeting: this.greeting,
      run: (messages) => this.enqueue({ connection, messages, limitMs: connection.statementLimitMs }),
    });
    this.connections.add(connection);
    socket.on('close', () => this.forget(connection));
  }

  private enqueue(unit: Unit): void {
    this.waiting.push(unit);
    this.wake();
  }

  private wake(): void {
    if (this.running) return;
    this.running = true;
    setImmediate(() => void this.runNext());
  }

  /** Runs one unit, then lets the event loop serve sockets before the next: the engine itself never yields. */
  private async runNext(): Promise<void> {
    const unit = this.takeNext();
    try {
      if (unit) {
        await this.execute(unit);
      } else if (!this.owner) {
        await this.options.onIdle();
      }
    } catch (error) {
      this.options.onEngineFailure(
        error instanceof Error ? error : new Error(`it stopped with ${JSON.stringify(error)}`),
      );
      return;
    }
    if (unit || this.waiting.some(({ connection }) => !this.owner || connection === this.owner)) {
      setImmediate(() => void this.runNext());
    } else {
      this.running = false;
    }
  }

  private takeNext(): Unit | undefined {
    const at = this.owner ? this.waiting.findIndex(({ connection }) => connection === this.owner) : 0;
    return at < 0 ? undefined : this.waiting.splice(at, 1)[0];
  }

  private async execute({ connection, messages, limitMs }: Unit): Promise<void> {
    const { socket } = connection;
    const expectsReady = messages.at(-1)?.[0] !== messageType.flush;
    let tail: Buffer = Buffer.alloc(0);
    this.options.onUnitStart(this.owner ? 0 : limitMs);
    socket.cork();
    await this.options.engine.execProtocolRawStream(Buffer.concat(messages), {
      syncToFs: false,
      onRawData: (view) => {
        const bytes = Buffer.from(view); // the view lies in the engine's memory, which it reuses
        if (socket.writable) socket.write(bytes);
        tail = Buffer.concat([tail, bytes]).subarray(-readyForQueryBytes);
      },
    });
    socket.uncork();
    this.options.onUnitEnd();
    const status = expectsReady ? transactionStatus(tail) : 'open';
    this.owner = status === 'idle' ? undefined : connection;
  }

  private forget(connection: WireConnection): void {
    this.connections.delete(connection);
    for (let i = this.waiting.length - 1; i >= 0; i--) {
      if (this.waiting[i].connection === connection) this.waiting.splice(i, 1);
    }
    this.enqueueCleanUp(connection);
  }

  /** Leaves nothing of a connection behind: its transaction is rolled back, its statements are dropped. */
  private enqueueCleanUp(connection: WireConnection): void {
    const messages = connection.takeStatements().map((name) => message(messageType.close, `S${name}\0`));
    if (this.owner === connection)
      messages.unshift(message(messageType.sync), message(messageType.query, 'rollback\0'));
    if (messages.length === 0) return;
    this.waiting.unshift({ connection, messages: [...messages, message(messageType.sync)], limitMs: 0 });
    this.wake();
  }

  private async answerTo(packet: Buffer): Promise<Buffer> {
    const chunks: Buffer[] = [];
    await this.options.engine.execProtocolRawStream(packet, {
      syncToFs: false,
      onRawData: (view) => chunks.push(Buffer.from(view)),
    });
    return Buffer.concat(chunks);
  }
}

const readyForQueryBytes = 6;

/** State after a unit, told by the ReadyForQuery message that ends every answer. */
function transactionStatus(tail: Buffer): 'idle' | 'open' {
  const isReady =
    tail.length === readyForQueryBytes && tail.subarray(0, 5).equals(Buffer.from('Z\0\0\0\x05', 'latin1'));
  if (!isReady) throw new Error('the embedded database stopped in the middle of a statement');
  return tail.toString('latin1', 5) === 'I' ? 'idle' : 'open';
}
