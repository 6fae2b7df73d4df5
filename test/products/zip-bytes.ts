/** Zips made in memory, and spoilt on purpose. */
import { ZipFile } from 'yazl';

const CENTRAL_SIGNATURE = Buffer.from('PK\x01\x02', 'latin1');

export async function zipOf(
  files: Record<string, string | Buffer>,
  options: { compress?: boolean; forceZip64Format?: boolean } = {},
): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), name, options);
  zip.end({ forceZip64Format: options.forceZip64Format ?? false, comment: '' });
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** Offsets in an entry of the central directory. Source: APPNOTE.TXT, section 4.3.12. */
export const CENTRAL = { flags: 8, method: 10, crc32: 16, uncompressedSize: 24, localHeaderOffset: 42 } as const;

/** A copy in which `change` has edited the central directory's entry number `index`. */
export function spoilt(zip: Buffer, change: (entry: Buffer) => void, index = 0): Buffer {
  const copy = Buffer.from(zip);
  let at = -1;
  for (let i = 0; i <= index; i++) at = copy.indexOf(CENTRAL_SIGNATURE, at + 1);
  change(copy.subarray(at));
  return copy;
}

/** A copy in which a name is another of the same length, wherever it stands. */
export function renamed(zip: Buffer, from: string, to: string): Buffer {
  return Buffer.from(zip.toString('latin1').replaceAll(from, to), 'latin1');
}
