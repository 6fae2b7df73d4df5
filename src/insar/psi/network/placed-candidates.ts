/** Candidates of a block as the steps after phase linking want them: those of the area, with places and usable dates. */
import type { AreaMask } from '../area-mask.js';
import { readColumns } from '../columns-file.js';
import type { PhaseModel } from '../phase-model.js';
import { blockFile, type CandidateColumns, exists, stepFile } from '../step-files.js';
import type { PlaceColumns } from './places.js';

export const placesFile = (folder: string, block: number): string =>
  stepFile(folder, 'network', `places-${String(block).padStart(5, '0')}.columns`);

/** Undefined for a block without candidates. */
export async function candidatesOf(folder: string, block: number): Promise<CandidateColumns | undefined> {
  const path = blockFile(folder, 'candidates', block);
  if (!(await exists(path))) return undefined;
  const columns = (await readColumns<keyof CandidateColumns>(path)) as unknown as CandidateColumns;
  return columns.row.length === 0 ? undefined : columns;
}

export interface PlacedCandidates {
  readonly candidates: Omit<CandidateColumns, 'phasesRad'>;
  readonly places: PlaceColumns;
  /** (n, dates of the phase model) */
  readonly phasesRad: Float32Array;
}

/** Candidates of a block that are wanted, with their places; undefined when there are none. */
export async function placedCandidates(
  { folder, area }: { readonly folder: string; readonly area: AreaMask | undefined },
  block: number,
  { epochs }: PhaseModel,
): Promise<PlacedCandidates | undefined> {
  const found = await candidatesOf(folder, block);
  if (!found) return undefined;
  const places = (await readColumns<keyof PlaceColumns>(placesFile(folder, block))) as unknown as PlaceColumns;
  const wanted = Int32Array.from(found.row.keys()).filter(
    (p) => isPlaced(places, p) && (area?.has(places.longitudeDeg[p], places.latitudeDeg[p]) ?? true),
  );
  if (wanted.length === 0) return undefined;
  const { phasesRad, ...rest } = found;
  const allDates = phasesRad.length / found.row.length;
  const phases = new Float32Array(wanted.length * epochs.length);
  wanted.forEach((p, k) => {
    for (let i = 0; i < epochs.length; i++) phases[k * epochs.length + i] = phasesRad[p * allDates + epochs[i]];
  });
  return { candidates: picked(rest, wanted), places: picked(places, wanted), phasesRad: phases };
}

/** With all that geometry has to say: a layer with holes leaves them in its column. */
const isPlaced = ({ eastM, northM, heightM, losUp, rangeSineM, longitudeDeg, latitudeDeg }: PlaceColumns, p: number) =>
  rangeSineM[p] > 0 &&
  Number.isFinite(eastM[p] + northM[p] + heightM[p] + losUp[p] + rangeSineM[p] + longitudeDeg[p] + latitudeDeg[p]);

/** Some of the rows of all columns, each of one value a row. */
export function picked<T extends object>(columns: T, rows: Int32Array): T {
  const isAll = rows.length === (Object.values(columns)[0] as ArrayLike<number>).length;
  if (isAll) return columns;
  return Object.fromEntries(
    Object.entries(columns as Record<string, Float64Array>).map(([name, values]) => {
      const view = values.constructor as unknown as { new (length: number): Float64Array };
      const out = new view(rows.length);
      rows.forEach((row, k) => {
        out[k] = values[row];
      });
      return [name, out];
    }),
  ) as T;
}
