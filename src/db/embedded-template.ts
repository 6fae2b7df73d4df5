/**
 * The two build products that make the embedded database start fast, and how they are made. Creating the PostGIS
 * extension takes ten seconds, so new data directories are unpacked from a dump that has it already; and the server
 * loads only the part of the PostGIS package that it needs, which halves its start and saves 350 MB of memory.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { PGlite } from '@electric-sql/pglite';
import { postgis } from '@electric-sql/pglite-postgis';
import { packageRoot } from '../package-root.js';

/** Dump of a database with PostGIS, as `PGlite.dumpDataDir` writes it. */
export const templateFile = join(packageRoot, 'dist', 'embedded-template.tar.gz');
/** The PostGIS library and the PROJ data, without raster, topology and the installation scripts. */
export const runtimeBundleFile = join(packageRoot, 'dist', 'embedded-postgis.tar.gz');
/** The PostGIS package as installed. */
export const fullBundleUrl = new URL('./postgis.tar.gz', import.meta.resolve('@electric-sql/pglite-postgis'));

/** A new database with PostGIS, dumped. Takes some ten seconds. */
export async function createTemplate(): Promise<Blob> {
  const database = await PGlite.create({ extensions: { postgis } });
  try {
    for (const statement of ['create extension postgis', 'vacuum analyze', 'checkpoint'])
      await database.exec(statement);
    return await database.dumpDataDir('gzip');
  } finally {
    await database.close();
  }
}

export async function writeTemplate(): Promise<void> {
  const template = await createTemplate();
  await writeFile(templateFile, Buffer.from(await template.arrayBuffer()));
}

export async function writeRuntimeBundle(): Promise<void> {
  const tar = await promisify(gunzip)(await readFile(fullBundleUrl));
  const kept = selectTarEntries(tar, (name) => /^(\.\/)?(lib\/postgresql\/postgis-3\.so|share\/proj\/.*)$/.test(name));
  // Read at every start: the lightest compression is the fastest to undo for its size.
  await writeFile(runtimeBundleFile, await promisify(gzip)(kept, { level: 1 }));
}

const tarBlock = 512;

/** The entries of a tar archive whose name passes, as an archive. Source: POSIX.1-1988 ustar. */
export function selectTarEntries(tar: Buffer, passes: (name: string) => boolean): Buffer {
  const kept: Buffer[] = [];
  for (let at = 0; at + tarBlock <= tar.length && tar[at] !== 0; ) {
    const text = (offset: number, length: number) =>
      tar
        .toString('latin1', at + offset, at + offset + length)
        .split('\0')[0]
        .trim();
    const size = Number.parseInt(text(124, 12), 8) || 0;
    const end = at + tarBlock + Math.ceil(size / tarBlock) * tarBlock;
    const prefix = text(345, 155);
    if (passes(prefix ? `${prefix}/${text(0, 100)}` : text(0, 100))) kept.push(tar.subarray(at, end));
    at = end;
  }
  return Buffer.concat([...kept, Buffer.alloc(2 * tarBlock)]);
}
