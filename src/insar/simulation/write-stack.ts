/**
 * Writes a simulated stack to a folder, some rows of all dates at a time, so that memory does not grow with the images.
 * `stack.json` comes last: a folder that has one is whole. A writing that was killed goes on where its files were last
 * brought to the disk.
 */
import { type FileHandle, mkdir, open, readFile, rename, rm, statfs, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { notEnoughRoom } from '../../errors.js';
import { GeoTiffStream, type StreamedRaster, type StreamState } from '../../formats/geotiff-stream.js';
import type { GeoTiffLayout } from '../../formats/geotiff-writer.js';
import type { WrittenPlace } from '../../formats/tiff-directory.js';
import type { StackFile } from '../stack/stack-description.js';
import { turn } from '../turns.js';
import { PointsTable } from './points-table.js';
import { type SimulatedRaster, simulatedRasters, stackFileOf, truthOf } from './simulated-files.js';
import type { StackSimulator } from './stack-simulator.js';

export interface WriteOptions {
  readonly compression: 'none' | 'deflate';
  /** `full` adds true unwrapped phases and series of points: half as much again on the disk. */
  readonly truth: 'compact' | 'full';
  readonly facts: Pick<StackFile, 'track' | 'burstCycle' | 'swath' | 'title'>;
  readonly signal?: AbortSignal;
  readonly onProgress?: (share: number) => void;
  /** Of the rows that are made at a time; default 32 MiB. */
  readonly memoryBytes?: number;
}

interface Progress {
  readonly rows: number;
  readonly bandRows: number;
  readonly rasters: Readonly<Record<string, StreamState>>;
  readonly tables: Readonly<Record<string, number>>;
}

const PROGRESS_FILE = 'progress.json';
const MAX_BAND_ROWS = 32;
const MEMORY_BYTES = 32 * 2 ** 20;
/** Shares of the work after which files are brought to the disk. */
const SYNC_SHARE = 0.08;
const SPARE_DISK_BYTES = 256 * 2 ** 20;
/** Of geometry and truth, more or less. */
const LAYERS = 19;
/** Pixels that hold a scatterer: a tenth where there is a town. */
const POINT_SHARE = 0.1;
const POINT_BYTES = 260;

/** Bytes that a stack will take, within some percent, known before anything is made: speckle hardly gets smaller. */
export function stackBytes(
  { rows, columns, dates }: { readonly rows: number; readonly columns: number; readonly dates: number },
  truth: WriteOptions['truth'],
): number {
  const perPixel = 8 * dates + 4 * LAYERS + (truth === 'full' ? 4 * dates : 0);
  const perPoint = POINT_BYTES + (truth === 'full' ? 8 * dates : 0);
  return Math.ceil(rows * columns * (perPixel + POINT_SHARE * perPoint));
}

/** Throws `notEnoughRoom` before anything is written. */
export async function refuseWithoutRoom(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (bytes + SPARE_DISK_BYTES > free) {
    const text = (value: number) => `${Math.round(value / 1e6).toLocaleString('en')} MB`;
    throw notEnoughRoom(
      `the stacks need ${text(bytes)} of disk and ${text(SPARE_DISK_BYTES)} to spare, ${text(free)} are free`,
    );
  }
}

/** Writes the stack, or what is left of it. */
export async function writeStack(simulator: StackSimulator, folder: string, options: WriteOptions): Promise<void> {
  const writer = new StackWriter(simulator, folder, options);
  try {
    await writer.open();
    await writer.write();
    await writer.finish();
  } catch (error) {
    await writer.abandon();
    throw error;
  }
}

class StackWriter {
  readonly #rasters: readonly SimulatedRaster[];
  readonly #streams: GeoTiffStream[] = [];
  readonly #tables = new Map<string, TableFile>();
  readonly #points: PointsTable;
  #bandRows: number;
  #row = 0;

  constructor(
    private readonly simulator: StackSimulator,
    private readonly folder: string,
    private readonly options: WriteOptions,
  ) {
    this.#rasters = simulatedRasters(simulator, options.truth === 'full');
    this.#points = new PointsTable(simulator);
    const { columns, rows } = simulator.view.spec;
    const rowBytes = columns * 8 * simulator.acquisitions.dates.length;
    const fitting = Math.floor((options.memoryBytes ?? MEMORY_BYTES) / rowBytes);
    this.#bandRows = Math.max(1, Math.min(MAX_BAND_ROWS, rows, fitting));
  }

  async open(): Promise<void> {
    const before = await this.#progress();
    if (before) [this.#row, this.#bandRows] = [before.rows, before.bandRows];
    const layout: GeoTiffLayout = { compression: this.options.compression, blocks: { stripRows: this.#bandRows } };
    for (const raster of this.#rasters) {
      const path = join(this.folder, raster.path);
      await mkdir(dirname(path), { recursive: true });
      const state = before?.rasters[raster.path];
      const shape = this.#shapeOf(raster);
      this.#streams.push(
        state
          ? await GeoTiffStream.resume(path, shape, layout, state)
          : await GeoTiffStream.create(path, shape, layout),
      );
    }
    await this.#table('truth/points.csv', this.#points.header(), before);
    if (this.options.truth === 'full') {
      await this.#table('truth/points_series.csv', this.#points.seriesHeader(), before);
    }
  }

  async write(): Promise<void> {
    const { rows } = this.simulator.view.spec;
    let synced = this.#row;
    while (this.#row < rows) {
      const count = Math.min(this.#bandRows, rows - this.#row);
      const made = this.simulator.simulate(this.#row, count, this.options.truth === 'full');
      await Promise.all(this.#streams.map((stream, i) => stream.writeRows(this.#rasters[i].values(made))));
      await this.#tables.get('truth/points.csv')!.append(this.#points.lines(made));
      await this.#tables.get('truth/points_series.csv')?.append(this.#points.seriesLines(made));
      this.#row += count;
      this.options.onProgress?.(this.#row / rows);
      if (this.#row - synced >= SYNC_SHARE * rows && this.#row < rows) {
        await this.#sync();
        synced = this.#row;
      }
      await turn(this.options.signal);
    }
  }

  async finish(): Promise<void> {
    while (this.#streams.length > 0) await this.#streams.pop()!.close();
    for (const table of this.#tables.values()) await table.close();
    this.#tables.clear();
    await this.#writeAtmosphere();
    await writeJson(join(this.folder, 'truth/truth.json'), truthOf(this.simulator));
    await writeJson(join(this.folder, 'stack.json'), stackFileOf(this.simulator, this.options.facts));
    await rm(join(this.folder, PROGRESS_FILE), { force: true });
  }

  async abandon(): Promise<void> {
    await Promise.allSettled([
      ...this.#streams.splice(0).map((stream) => stream.abandon()),
      ...[...this.#tables.values()].map((table) => table.close()),
    ]);
  }

  async #sync(): Promise<void> {
    await Promise.all(this.#streams.map((stream) => stream.sync()));
    for (const table of this.#tables.values()) await table.sync();
    await writeJson(join(this.folder, PROGRESS_FILE), {
      rows: this.#row,
      bandRows: this.#bandRows,
      rasters: Object.fromEntries(this.#streams.map((stream, i) => [this.#rasters[i].path, stream.state])),
      tables: Object.fromEntries([...this.#tables].map(([path, { bytes }]) => [path, bytes])),
    } satisfies Progress);
  }

  async #progress(): Promise<Progress | undefined> {
    try {
      return JSON.parse(await readFile(join(this.folder, PROGRESS_FILE), 'utf8')) as Progress;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  async #table(path: string, header: string, before: Progress | undefined): Promise<void> {
    this.#tables.set(path, await TableFile.open(join(this.folder, path), header, before?.tables[path]));
  }

  #shapeOf({ sample }: SimulatedRaster): StreamedRaster {
    const { rows, columns } = this.simulator.view.spec;
    const place = this.#place();
    return {
      widthPixels: columns,
      heightPixels: rows,
      sample,
      ...(sample === 'complex-float32' ? {} : { noData: Number.NaN }),
      ...(place ? { place } : {}),
    };
  }

  #place(): WrittenPlace | undefined {
    const { view } = this.simulator;
    const { grid, rowSpacingM, columnSpacingM, epsg } = view.spec;
    if (grid === 'radar') return undefined;
    return {
      epsg,
      westM: view.eastM(-0.5, -0.5),
      northM: view.northM(-0.5, -0.5),
      pixelWidthM: columnSpacingM,
      pixelHeightM: rowSpacingM,
    };
  }

  async #writeAtmosphere(): Promise<void> {
    const { atmosphere, acquisitions, view } = this.simulator;
    const { rows, columns, spacingM } = atmosphere.grid;
    await mkdir(join(this.folder, 'truth/atmosphere'), { recursive: true });
    const place: WrittenPlace = {
      epsg: view.spec.epsg,
      westM: view.eastM(0, 0) - spacingM / 2,
      northM: view.northM(0, 0) + spacingM / 2,
      pixelWidthM: spacingM,
      pixelHeightM: spacingM,
    };
    for (const [index, date] of acquisitions.dates.entries()) {
      const stream = await GeoTiffStream.create(join(this.folder, `truth/atmosphere/${date}.tif`), {
        widthPixels: columns,
        heightPixels: rows,
        sample: 'float32',
        ...(view.spec.grid === 'map' ? { place } : {}),
      });
      await stream.writeRows(atmosphere.turbulenceMm[index]);
      await stream.close();
    }
  }
}

/** Text that grows, and can be cut back to what was on the disk. */
class TableFile {
  private constructor(
    private readonly file: FileHandle,
    /** Written so far. */
    public bytes: number,
  ) {}

  static async open(path: string, header: string, bytes: number | undefined): Promise<TableFile> {
    const file = await open(path, bytes === undefined ? 'w' : 'r+');
    const table = new TableFile(file, bytes ?? 0);
    if (bytes === undefined) await table.append(header);
    else await file.truncate(bytes);
    return table;
  }

  async append(text: string): Promise<void> {
    const content = Buffer.from(text);
    if (content.length === 0) return;
    await this.file.write(content, 0, content.length, this.bytes);
    this.bytes += content.length;
  }

  async sync(): Promise<void> {
    await this.file.datasync();
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}

/** Whole or not at all. */
async function writeJson(path: string, value: object): Promise<void> {
  await writeFile(`${path}.draft`, `${JSON.stringify(value, undefined, 1)}\n`, { flush: true });
  await rename(`${path}.draft`, path);
}
