/** Points of a delivered product, cell by cell as its file has them: read without anything of the program. */
import { basename } from 'node:path';
import { zipEntryText } from '../../support/zip-entry.js';

export interface DeliveredPoint {
  /** Text of each cell by the name of its column; `YYYYMMDD` are the dates. */
  readonly cells: ReadonlyMap<string, string>;
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
        series: dates.map((column) => [names[column], cells[column]]),
      };
      return [point.cells.get('pid')!, point];
    }),
  );
}
