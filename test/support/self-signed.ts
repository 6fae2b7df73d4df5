/** A certificate that nobody has signed but itself, for this machine alone: TLS for servers that live as long as a test. */
import { createSign, generateKeyPairSync, randomBytes } from 'node:crypto';

export interface Identity {
  /** PEM, both. */
  readonly key: string;
  readonly cert: string;
}

const DAY_MS = 86_400_000;

/** For 127.0.0.1 and localhost, from yesterday to tomorrow. X.509 (RFC 5280) with ECDSA over P-256. */
export function selfSigned(): Identity {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = sequence(identifier([42, 134, 72, 206, 61, 4, 3, 2]));
  const name = sequence(tlv(0x31, sequence(identifier([85, 4, 3]), tlv(0x0c, Buffer.from('a test')))));
  const names = sequence(tlv(0x82, Buffer.from('localhost')), tlv(0x87, Buffer.from([127, 0, 0, 1])));
  const extensions = sequence(sequence(identifier([85, 29, 17]), tlv(0x04, names)));
  const serial = Buffer.concat([Buffer.from([1]), randomBytes(8)]);
  const body = sequence(
    tlv(0xa0, tlv(0x02, Buffer.from([2]))),
    tlv(0x02, serial),
    algorithm,
    name,
    sequence(time(Date.now() - DAY_MS), time(Date.now() + DAY_MS)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tlv(0xa3, extensions),
  );
  const signature = createSign('SHA256').update(body).sign(privateKey);
  const der = sequence(body, algorithm, tlv(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const lines = der.toString('base64').match(/.{1,64}/g)!;
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    cert: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
  };
}

/** Tag, length, value. */
function tlv(tag: number, value: Buffer): Buffer {
  const { length } = value;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), value]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => tlv(0x30, Buffer.concat(parts));
const identifier = (bytes: readonly number[]): Buffer => tlv(0x06, Buffer.from(bytes));

function time(ms: number): Buffer {
  const digits = new Date(ms).toISOString().slice(2, 19).replace(/[-:T]/g, '');
  return tlv(0x17, Buffer.from(`${digits}Z`));
}
