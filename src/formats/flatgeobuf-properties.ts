/** The attributes of one FlatGeobuf feature: for each that is not null its column number (uint16), then its value. */
import { ColumnType } from 'flatgeobuf/lib/mjs/flat-geobuf/column-type.js';
import { type Cells, isFiniteText, isTrueText } from './cells.js';
import { type FieldType, isoText } from './fields.js';

export const columnTypes: Readonly<Record<FieldType, ColumnType>> = {
  double: ColumnType.Double,
  int: ColumnType.Int,
  long: ColumnType.Long,
  string: ColumnType.String,
  bool: ColumnType.Bool,
  json: ColumnType.Json,
  datetime: ColumnType.DateTime,
  // The format knows no days; its instants are ISO 8601, which a day alone is too.
  date: ColumnType.DateTime,
};

/** Column number, then eight bytes or the length of a text. */
const LARGEST_FIXED = 2 + 8;
/** UTF-8 takes at most three bytes for a unit of UTF-16. */
const BYTES_PER_UNIT = 3;

/** Compiles the encoder of these columns. What it returns is overwritten by its next call. */
export function propertiesEncoder(types: readonly FieldType[]): (cells: Cells) => Uint8Array {
  let bytes = Buffer.allocUnsafe(1024);
  let at = 0;

  const reserve = (size: number) => {
    if (at + size <= bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(2 * bytes.length, at + size));
    bytes.copy(larger, 0, 0, at);
    bytes = larger;
  };
  const text = (value: string) => {
    reserve(4 + BYTES_PER_UNIT * value.length);
    const length = bytes.write(value, at + 4);
    bytes.writeUInt32LE(length, at);
    at += 4 + length;
  };

  return (cells) => {
    at = 0;
    for (let column = 0; column < types.length; column++) {
      const cell = cells[column];
      if (cell === null) continue;
      const type = types[column];
      if (type === 'double' && !isFiniteText(cell)) continue;
      reserve(LARGEST_FIXED);
      at = bytes.writeUInt16LE(column, at);
      switch (type) {
        case 'double':
          at = bytes.writeDoubleLE(Number(cell), at);
          break;
        case 'int':
          at = bytes.writeInt32LE(Number(cell), at);
          break;
        case 'long':
          at = bytes.writeBigInt64LE(BigInt(cell), at);
          break;
        case 'bool':
          at = bytes.writeUInt8(isTrueText(cell) ? 1 : 0, at);
          break;
        case 'datetime':
        case 'date':
          text(isoText(cell));
          break;
        default:
          text(cell);
      }
    }
    return bytes.subarray(0, at);
  };
}
