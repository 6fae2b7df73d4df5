import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { productPaths } from '../../src/commands/product-paths.js';

const NAME = 'EGMS_L2b_022_0845_IW2_VV_2020_2024_1';
let folder: string;
let server: Server | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'open-egms-paths-'));
});
afterEach(async () => {
  server?.close();
  server = undefined;
  await rm(folder, { recursive: true });
});

const asked = (...names: string[]) => productPaths(names, join(folder, 'downloads'), () => {});

/** All of them, or the first reason why not. */
async function paths(...names: string[]): Promise<readonly string[]> {
  const { paths: found, failures } = await asked(...names);
  if (failures.length > 0) throw new Error(failures[0].reason);
  return found;
}

describe('files and folders', () => {
  test('a folder gives the products in it, wherever they lie, and a zip hides what was unpacked beside it', async () => {
    await mkdir(join(folder, 'a', 'b'), { recursive: true });
    for (const file of [`a/${NAME}.zip`, `a/${NAME}.csv`, 'a/notes.csv', 'a/b/EGMS_L3_E32N34_100km_U.csv']) {
      await writeFile(join(folder, file), '');
    }
    expect(await paths(join(folder, 'a'))).toEqual(
      [join(folder, `a/${NAME}.zip`), join(folder, 'a/b/EGMS_L3_E32N34_100km_U.csv')].sort(),
    );
  });

  test('what does not exist keeps nothing else out', async () => {
    const file = join(folder, `${NAME}.csv`);
    await writeFile(file, '');
    const { paths: found, failures } = await asked(join(folder, 'nothing.zip'), file);
    expect(found).toEqual([file]);
    expect(failures).toMatchObject([{ name: join(folder, 'nothing.zip') }]);
  });

  test('what does not exist, and a folder without products, is told by name', async () => {
    await expect(paths(join(folder, 'nothing.zip'))).rejects.toThrow(/nothing\.zip/);
    await expect(paths(folder)).rejects.toThrow(/no \.zip or \.csv/);
  });
});

describe('addresses', () => {
  async function serving(answer: Parameters<typeof createServer>[1]): Promise<string> {
    server = createServer(answer!);
    await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  test('are fetched once, whatever token the link carries', async () => {
    let requests = 0;
    const base = await serving((_, response) => {
      requests++;
      response.end('content');
    });
    const [first] = await paths(`${base}/${NAME}.zip?id=1`);
    const [second] = await paths(`${base}/${NAME}.zip?id=2`);
    expect(second).toBe(first);
    expect(requests).toBe(1);
    expect(await readFile(first, 'utf8')).toBe('content');
  });

  /** Bytes of the download under way that are on disk. */
  async function partialBytes(): Promise<number> {
    const files = await readdir(folder, { recursive: true });
    const partial = files.find((file) => file.endsWith('.partial'));
    return partial ? (await stat(join(folder, partial))).size : 0;
  }

  async function until(holds: () => Promise<boolean>): Promise<void> {
    while (!(await holds())) await new Promise(setImmediate);
  }

  test('a download that broke off goes on where it stopped', async () => {
    const ranges: (string | undefined)[] = [];
    const base = await serving((request, response) => {
      ranges.push(request.headers.range);
      if (ranges.length === 1) {
        response.writeHead(200, { 'Content-Length': '10' });
        response.write('01234');
        void until(async () => (await partialBytes()) === 5).then(() => response.destroy());
      } else {
        response.writeHead(206, { 'Content-Length': '5' }).end('56789');
      }
    });
    await expect(paths(`${base}/${NAME}.zip`)).rejects.toThrow();
    const [path] = await paths(`${base}/${NAME}.zip`);
    expect(ranges).toEqual([undefined, 'bytes=5-']);
    expect(await readFile(path, 'utf8')).toBe('0123456789');
  });

  test('a download that was whole but never renamed begins again', async () => {
    const statuses: number[] = [];
    const base = await serving((request, response) => {
      const status = request.headers.range ? 416 : 200;
      statuses.push(status);
      response.writeHead(status).end(status === 200 ? 'content' : '');
    });
    const [path] = await paths(`${base}/${NAME}.zip`);
    await rename(path, `${path}.partial`);
    expect(await paths(`${base}/${NAME}.zip`)).toEqual([path]);
    expect(statuses).toEqual([200, 416, 200]);
  });

  test('that fail or are not named like a product are refused', async () => {
    const base = await serving((_, response) => response.writeHead(404).end());
    await expect(paths(`${base}/${NAME}.zip`)).rejects.toThrow(/404/);
    await expect(paths(`${base}/other.zip`)).rejects.toThrow(/name of an EGMS product/);
  });
});
