/**
 * A product as it lies on disk: a zip holding its CSV and XML, or a bare CSV with or without its XML beside it. Either
 * way one stream of CSV text comes out, whose length and checksum are known beforehand and checked at its end.
 */
import { type FileHandle, open, readFile, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { invalidProduct } from '../errors.js';
import { type ProductName, parseProductName } from './file-name.js';
import { readRange, verified } from './read-range.js';
import { type FileContent, openZip } from './zip-content.js';

export interface OpenProduct {
  readonly name: ProductName;
  readonly csv: FileContent;
  /** Absent when the product came without. */
  readonly xmlText?: string;
  /** Bytes of the file on disk. */
  readonly sourceBytes: number;
  close(): Promise<void>;
}

const MAX_XML_BYTES = 64 * 1024 * 1024;

/**
 * Opens a .zip or .csv. Throws `invalidProduct` when it is neither, damaged, dangerous, or not named like a product;
 * the CSV's own stream throws the same for damage that only shows while reading. Nothing is unpacked to disk.
 */
export async function openProductFile(path: string): Promise<OpenProduct> {
  const file = await openFile(path);
  try {
    const { size } = await file.stat();
    const extension = extname(path).toLowerCase();
    if (extension === '.zip') return await openZippedProduct(path, file, size);
    if (extension === '.csv') return await openBareProduct(path, file, size);
    throw invalidProduct(path, 'expected a file ending in .zip or .csv');
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    // Asked by name first: opening a pipe would wait for its other end.
    if ((await stat(path)).isFile()) return await open(path, 'r');
  } catch (cause) {
    throw invalidProduct(path, `cannot be opened: ${cause instanceof Error ? cause.message : cause}`, cause);
  }
  throw invalidProduct(path, 'expected a file, got a directory or a device');
}

async function openZippedProduct(path: string, file: FileHandle, sourceBytes: number): Promise<OpenProduct> {
  const contents = await openZip(path, file);
  const csv = onlyCsv(path, contents);
  const xml = xmlBeside(csv.fileName, contents);
  return {
    name: nameOf(path, csv.fileName),
    csv,
    xmlText: xml && (await textOf(path, xml)),
    sourceBytes,
    close: () => file.close(),
  };
}

function onlyCsv(path: string, contents: FileContent[]): FileContent {
  const csvs = contents.filter(({ fileName }) => extname(fileName).toLowerCase() === '.csv');
  if (csvs.length === 1) return csvs[0];
  const found = csvs.length === 0 ? 'none' : csvs.map(({ fileName }) => fileName).join(', ');
  throw invalidProduct(path, `expected one CSV in the zip, got ${found}`);
}

/** The XML named like the CSV, or else the only one there is. */
function xmlBeside(csvName: string, contents: FileContent[]): FileContent | undefined {
  const xmls = contents.filter(({ fileName }) => extname(fileName).toLowerCase() === '.xml');
  return xmls.find(({ fileName }) => stem(fileName) === stem(csvName)) ?? (xmls.length === 1 ? xmls[0] : undefined);
}

async function textOf(path: string, xml: FileContent): Promise<string> {
  refuseLargeXml(`${path} (${xml.fileName})`, xml.bytes);
  const chunks: Buffer[] = [];
  for await (const chunk of xml.stream()) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

async function openBareProduct(path: string, file: FileHandle, bytes: number): Promise<OpenProduct> {
  const name = nameOf(path, basename(path));
  const xmlText = await siblingXml(path);
  let checksum = 0;
  for await (const chunk of readRange(file, 0, bytes, path)) checksum = crc32(chunk, checksum);
  const csv: FileContent = {
    fileName: basename(path),
    bytes,
    crc32: checksum,
    stream: () => verified(readRange(file, 0, bytes, path), { bytes, crc32: checksum }, path),
  };
  return { name, csv, xmlText, sourceBytes: bytes, close: () => file.close() };
}

async function siblingXml(csvPath: string): Promise<string | undefined> {
  const path = join(dirname(csvPath), `${stem(csvPath)}.xml`);
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) return undefined;
  refuseLargeXml(path, found.size);
  return readFile(path, 'utf8');
}

function refuseLargeXml(where: string, bytes: number): void {
  if (bytes > MAX_XML_BYTES) {
    throw invalidProduct(where, `expected an XML of at most ${MAX_XML_BYTES} bytes, got ${bytes}`);
  }
}

function nameOf(path: string, csvName: string): ProductName {
  const name = parseProductName(stem(csvName)) ?? parseProductName(stem(path));
  if (name) return name;
  throw invalidProduct(
    path,
    'not named like an EGMS product: expected EGMS_L2b_022_0845_IW2_VV_2020_2024_1 (level, track, burst, swath, ' +
      'polarisation, years, redelivery) or EGMS_L3_E45N17_100km_U_2020_2024_1 (tile, component, years, redelivery), ' +
      `the last three absent up to 2015-2021; got ${stem(csvName)}`,
  );
}

const stem = (path: string) => basename(path, extname(path));
