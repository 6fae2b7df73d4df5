/** From what a person names (files, folders, addresses) to product files on disk. */
import { createHash } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { invalidProduct, ServiceError } from '../errors.js';
import { parseProductName } from '../products/file-name.js';

export interface ProductPaths {
  readonly paths: readonly string[];
  /** Arguments that name nothing: the others are not kept from being ingested. */
  readonly failures: readonly { readonly name: string; readonly reason: string }[];
}

/** Files of the arguments in order; folders are searched to the bottom, for what is named like a product. */
export async function productPaths(
  names: readonly string[],
  downloadFolder: string,
  onDownload: (url: string) => void,
): Promise<ProductPaths> {
  const paths: string[] = [];
  const failures: { name: string; reason: string }[] = [];
  for (const name of names) {
    try {
      paths.push(...(await pathsOf(name, downloadFolder, onDownload)));
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      failures.push({ name, reason: error.detail });
    }
  }
  return { paths: [...new Set(paths)], failures };
}

async function pathsOf(name: string, downloadFolder: string, onDownload: (url: string) => void) {
  if (/^https?:\/\//i.test(name)) {
    onDownload(name);
    return [await download(name, downloadFolder)];
  }
  const found = await stat(name).catch((cause) => {
    throw invalidProduct(name, 'no such file or folder', cause);
  });
  return found.isDirectory() ? productsIn(name) : [name];
}

async function productsIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true }).catch((cause: Error) => {
    throw invalidProduct(folder, `cannot be read: ${cause.message}`, cause);
  });
  const products = entries
    .filter((entry) => ['.zip', '.csv'].includes(extname(entry).toLowerCase()) && parseProductName(basename(entry)))
    .sort();
  if (products.length === 0) throw invalidProduct(folder, 'holds no .zip or .csv named like an EGMS product');
  // A zip and what was unpacked beside it are one product.
  const zips = new Set(products.filter((entry) => /\.zip$/i.test(entry)).map((entry) => entry.slice(0, -4)));
  return products
    .filter((entry) => !/\.csv$/i.test(entry) || !zips.has(entry.slice(0, -4)))
    .map((entry) => join(folder, entry));
}

/** Fetches into `folder`, going on where an interrupted download stopped when the server can do that. */
async function download(address: string, folder: string): Promise<string> {
  const url = new URL(address);
  const name = decodeURIComponent(basename(url.pathname));
  if (!parseProductName(name))
    throw invalidProduct(address, 'expected an address that ends in the name of an EGMS product');
  // Links carry tokens that expire: the same file under another link is the same download.
  const key = createHash('sha256').update(`${url.origin}${url.pathname}`).digest('hex').slice(0, 12);
  const target = join(folder, key, name);
  if (await stat(target).catch(() => undefined)) return target;
  await mkdir(join(folder, key), { recursive: true });
  const partial = `${target}.partial`;
  const have = (await stat(partial).catch(() => undefined))?.size ?? 0;
  const response = await fetch(url, { headers: have > 0 ? { Range: `bytes=${have}-` } : {} }).catch((cause) => {
    throw invalidProduct(address, `cannot be fetched: ${cause instanceof Error ? cause.message : cause}`, cause);
  });
  if (response.status === 416 && have > 0) {
    // What we have is not a beginning of what is there now, or is all of it and was not renamed: begin again.
    await response.body?.cancel();
    await rm(partial);
    return download(address, folder);
  }
  if (!response.ok || !response.body) throw invalidProduct(address, `the server answered ${response.status}`);
  const resumed = response.status === 206;
  const file = await open(partial, resumed ? 'a' : 'w');
  try {
    // Chunk by chunk, so that what came before a break is on disk for the next try.
    for await (const chunk of response.body) await file.write(chunk);
    await file.sync();
  } catch (cause) {
    throw invalidProduct(address, 'the download broke off; the same command goes on where it stopped', cause);
  } finally {
    await file.close();
  }
  await rename(partial, target);
  return target;
}
