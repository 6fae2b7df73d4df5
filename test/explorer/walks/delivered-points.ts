/** Points of a delivered product, cell by cell as its file has them: read without anything of the program. */
import { basename, join } from 'node:path';
import { ASCENDING, BURSTS, burstsFolder } from '../../support/real-bursts.js';
import { zipEntryText } from '../../support/zip-entry.js';

export interface DeliveredPoint {
  /** Text of each cell by the name of its column; `YYYYMMDD` are the dates. */
  readonly cells: ReadonlyMap<string, string>;
  readonly longitude: number;
  readonly latitude: number;
  /** `YYYYMMDD` and text of the displacement, mm, in the order of the file. */
  readonly series: readonly (readonly [date: string, displacementMm: string])[];
}

/** By pid. The files of EGMS quote nothing. */
export async function deliveredPoints(archive: string): Promise<ReadonlyMap<string, DeliveredPoint>> {
  const csv = await zipEntryText(archive, basename(archive).replace(/zip$/, 'csv'));
  const [head, ...lines] = csv.trim().split(/\r?\n/);
  const names = head.split(',');
  const dates = names.flatMap((name, column) => (/^\d{8}$/.test(name) ? column : []));
  return new Map(
    lines.map((line) => {
      const cells = line.split(',');
      const point: DeliveredPoint = {
        cells: new Map(names.map((name, column) => [name, cells[column]])),
        longitude: Number(cells[names.indexOf('longitude')]),
        latitude: Number(cells[names.indexOf('latitude')]),
        series: dates.map((column) => [names[column], cells[column]]),
      };
      return [point.cells.get('pid')!, point];
    }),
  );
}

let ascending: Promise<ReadonlyMap<string, DeliveredPoint>> | undefined;

/** Those of the ascending burst, read once. */
export function ascendingPoints(): Promise<ReadonlyMap<string, DeliveredPoint>> {
  ascending ??= deliveredPoints(join(burstsFolder()!, `${BURSTS[ASCENDING]}.zip`));
  return ascending;
}

export const pidsWhere = (
  points: ReadonlyMap<string, DeliveredPoint>,
  isMeant: (point: DeliveredPoint) => boolean,
): string[] => [...points].filter(([, point]) => isMeant(point)).map(([pid]) => pid);

export type Position = readonly [longitude: number, latitude: number];

/** Even and odd crossings of the edges by a ray to the east; edges are straight in degrees. */
export function isInside(ring: readonly Position[], { longitude, latitude }: DeliveredPoint): boolean {
  let isIn = false;
  ring.forEach(([x1, y1], i) => {
    const [x2, y2] = ring[(i + 1) % ring.length];
    const isCrossed = y1 > latitude !== y2 > latitude && longitude < x1 + ((latitude - y1) / (y2 - y1)) * (x2 - x1);
    if (isCrossed) isIn = !isIn;
  });
  return isIn;
}

/** Null where a point was not observed; zero without a sign. */
export const displacementsOf = ({ series }: DeliveredPoint): readonly (number | null)[] =>
  series.map(([, mm]) => (mm === '' ? null : Number(mm) + 0));
