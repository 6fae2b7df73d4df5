/** Writes a product as EGMS delivers it: NAME.zip holding NAME.xml and NAME.csv, or the two bare. */
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { type ProductName, productFileName } from './file-name.js';

export interface ProductText {
  readonly name: ProductName;
  readonly csv: AsyncIterable<Buffer>;
  readonly xmlText?: string;
  /** Stands in the zip as the time of both files, in UTC: the same product gives the same bytes everywhere. */
  readonly modified: Date;
}

const MODE = 0o100644;

/**
 * Writes the product into `directory` (made when absent) and returns the paths written. A file appears under its name
 * only when it is whole; whatever goes wrong, nothing half written is left.
 */
export async function writeProductFile(
  directory: string,
  product: ProductText,
  form: 'zip' | 'csv' = 'zip',
): Promise<readonly string[]> {
  await mkdir(directory, { recursive: true });
  const base = join(directory, productFileName(product.name));
  if (form === 'zip') return [await writeWhole(`${base}.zip`, productZip(product))];
  const csv = await writeWhole(`${base}.csv`, Readable.from(product.csv));
  if (product.xmlText === undefined) return [csv];
  return [csv, await writeWhole(`${base}.xml`, Readable.from([product.xmlText]))];
}

/** The zip as a stream; destroying it closes the source of the CSV. */
export function productZip({ name, csv, xmlText, modified }: ProductText): Readable {
  const base = productFileName(name);
  const options = { mtime: new UtcDate(modified), mode: MODE };
  const zip = new ZipFile();
  const source = Readable.from(csv);
  const output = zip.outputStream.pipe(new PassThrough());
  source.on('error', (error) => output.destroy(error));
  zip.on('error', (error: Error) => output.destroy(error));
  output.on('close', () => source.destroy());
  if (xmlText !== undefined) zip.addBuffer(Buffer.from(xmlText), `${base}.xml`, options);
  zip.addReadStream(source, `${base}.csv`, options);
  zip.end();
  return output;
}

async function writeWhole(path: string, content: Readable): Promise<string> {
  const partial = `${path}.partial`;
  try {
    await pipeline(content, createWriteStream(partial, { flush: true }));
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
  return path;
}

/** The zip library writes the local time of the machine; this one's local time is UTC. */
class UtcDate extends Date {
  override getFullYear(): number {
    return this.getUTCFullYear();
  }
  override getMonth(): number {
    return this.getUTCMonth();
  }
  override getDate(): number {
    return this.getUTCDate();
  }
  override getHours(): number {
    return this.getUTCHours();
  }
  override getMinutes(): number {
    return this.getUTCMinutes();
  }
  override getSeconds(): number {
    return this.getUTCSeconds();
  }
}
