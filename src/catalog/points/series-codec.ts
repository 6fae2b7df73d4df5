/**
 * The bytes of `egms.series.displacement`: a format byte, then one value per epoch. Format 1 is int16 little-endian in
 * tenths of a millimetre, as EGMS publishes; format 2 is float64 little-endian in millimetres, for values that tenths
 * cannot hold exactly.
 */
import { MISSING_TENTHS } from '../../products/point-batch.js';
import { mmOfTenths } from '../../products/tenths.js';

export const FORMAT_TENTHS = 1;
export const FORMAT_DOUBLE = 2;

/** Bytes of one stored series of `epochCount` values. */
export function seriesByteLength(format: typeof FORMAT_TENTHS | typeof FORMAT_DOUBLE, epochCount: number): number {
  return 1 + epochCount * (format === FORMAT_TENTHS ? 2 : 8);
}

/** Displacement in mm per epoch, null where missing. Throws RangeError when the bytes do not hold `epochCount` values. */
export function decodeSeries(bytes: Buffer, epochCount: number): (number | null)[] {
  const format = bytes[0];
  if (format !== FORMAT_TENTHS && format !== FORMAT_DOUBLE) throw new RangeError(`series: unknown format ${format}`);
  if (bytes.length !== seriesByteLength(format, epochCount)) {
    throw new RangeError(`series: expected ${seriesByteLength(format, epochCount)} bytes, got ${bytes.length}`);
  }
  const values = new Array<number | null>(epochCount);
  for (let epoch = 0; epoch < epochCount; epoch++) {
    if (format === FORMAT_TENTHS) {
      const tenths = bytes.readInt16LE(1 + 2 * epoch);
      values[epoch] = tenths === MISSING_TENTHS ? null : mmOfTenths(tenths);
    } else {
      const mm = bytes.readDoubleLE(1 + 8 * epoch);
      values[epoch] = Number.isNaN(mm) ? null : mm;
    }
  }
  return values;
}

/** Tenths straight into a batch array, for exports; returns false when the bytes are of format 2. */
export function copyTenths(bytes: Buffer, out: Int16Array, offset: number, epochCount: number): boolean {
  if (bytes[0] !== FORMAT_TENTHS) return false;
  for (let epoch = 0; epoch < epochCount; epoch++) out[offset + epoch] = bytes.readInt16LE(1 + 2 * epoch);
  return true;
}
