/** Zip archives byte by byte, so that a test can say anything in one, also what no program would write. */

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipMember {
  readonly name: string;
  readonly content?: Buffer | string;
  readonly deflate?: boolean;
  /** Mode of Unix, with the kind of file: 0o120777 is a link. */
  readonly mode?: number;
  readonly flags?: number;
  readonly method?: number;
  /** What the directory says, where it is not the truth. */
  readonly claims?: { readonly bytes?: number; readonly packed?: number; readonly crc?: number };
  /** Take the bytes of the member at this place instead of own ones. */
  readonly sharing?: number;
}

export function zipArchive(members: readonly ZipMember[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  const places: { at: number; packed: Buffer; raw: Buffer }[] = [];
  let at = 0;
  for (const member of members) {
    const raw = Buffer.from(member.content ?? '');
    const packed = member.deflate ? deflateRawSync(raw) : raw;
    const place = member.sharing === undefined ? { at, packed, raw } : places[member.sharing];
    const name = Buffer.from(member.name);
    const { claims = {}, flags = 0, mode = 0o100644 } = member;
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt16LE(flags, 2);
    facts.writeUInt16LE(member.method ?? (member.deflate ? 8 : 0), 4);
    facts.writeUInt32LE(claims.crc ?? crc32(place.raw), 10);
    facts.writeUInt32LE(claims.packed ?? place.packed.length, 14);
    facts.writeUInt32LE(claims.bytes ?? place.raw.length, 18);
    facts.writeUInt16LE(name.length, 22);
    directory.push(centralHeader(facts, name, mode, place.at));
    places.push(place);
    if (member.sharing !== undefined) continue;
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), facts, name, packed]);
    parts.push(local);
    at += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, central, end]);
}

function centralHeader(facts: Buffer, name: Buffer, mode: number, at: number): Buffer {
  const header = Buffer.alloc(46);
  header.write('PK\x01\x02', 0, 'latin1');
  header.writeUInt16LE((3 << 8) | 20, 4);
  facts.copy(header, 6);
  // Attributes of the file lie where Unix has them, in the upper half.
  header.writeUInt32LE((mode << 16) >>> 0, 38);
  header.writeUInt32LE(at, 42);
  return Buffer.concat([header, name]);
}

/** All files below a folder, stored, below `prefix`. */
export function zipOfFolder(folder: string, prefix = ''): Buffer {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const files = names.filter((name) => statSync(join(folder, name)).isFile());
  return zipArchive(files.map((name) => ({ name: `${prefix}${name}`, content: readFileSync(join(folder, name)) })));
}
