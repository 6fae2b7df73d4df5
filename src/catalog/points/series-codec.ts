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
  const format = checkedFormat(bytes, epochCount);
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

/** Displacement in mm into `out`, NaN where missing. Throws as `decodeSeries`. */
export function seriesValuesMm(bytes: Buffer, out: Float64Array, offset: number, epochCount: number): void {
  const format = checkedFormat(bytes, epochCount);
  if (format === FORMAT_TENTHS) {
    for (let epoch = 0; epoch < epochCount; epoch++) {
      // Two bytes by hand: a method call per value would cost more than all else that is done with it.
      const tenths = ((bytes[2 + 2 * epoch] << 24) >> 16) | bytes[1 + 2 * epoch];
      out[offset + epoch] = mmOfTenths(tenths);
    }
  } else {
    for (let epoch = 0; epoch < epochCount; epoch++) out[offset + epoch] = bytes.readDoubleLE(1 + 8 * epoch);
  }
}

function checkedFormat(bytes: Buffer, epochCount: number): typeof FORMAT_TENTHS | typeof FORMAT_DOUBLE {
  const format = bytes[0];
  if (format !== FORMAT_TENTHS && format !== FORMAT_DOUBLE) throw new RangeError(`series: unknown format ${format}`);
  if (bytes.length !== seriesByteLength(format, epochCount)) {
    throw new RangeError(`series: expected ${seriesByteLength(format, epochCount)} bytes, got ${bytes.length}`);
  }
  return format;
}
