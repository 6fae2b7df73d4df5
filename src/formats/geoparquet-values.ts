/** Attribute columns of a Parquet file: what the schema says of them, and how their text cells are read. */
import type { SchemaElement } from 'hyparquet-writer';
import { isFiniteText, isTrueText } from './cells.js';
import { type Field, type FieldType, isoText } from './fields.js';

const elements: Readonly<Record<FieldType, Omit<SchemaElement, 'name'>>> = {
  double: { type: 'DOUBLE' },
  int: { type: 'INT32' },
  long: { type: 'INT64' },
  string: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  bool: { type: 'BOOLEAN' },
  json: { type: 'BYTE_ARRAY', converted_type: 'JSON', logical_type: { type: 'JSON' } },
  datetime: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MILLIS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
  },
  date: { type: 'INT32', converted_type: 'DATE', logical_type: { type: 'DATE' } },
};

export function fieldElement({ name, type }: Field): SchemaElement {
  return { name, repetition_type: 'OPTIONAL', ...elements[type] };
}

/** Reads a cell into what the column holds; null for SQL's null and for numbers that are none. */
export function cellReader(type: FieldType): (cell: string | null) => unknown {
  const read = readers[type];
  return (cell) => (cell === null ? null : read(cell));
}

const readers: Readonly<Record<FieldType, (cell: string) => unknown>> = {
  double: (cell) => (isFiniteText(cell) ? Number(cell) : null),
  int: Number,
  long: BigInt,
  string: (cell) => cell,
  bool: isTrueText,
  // The library writes the document itself.
  json: (cell) => JSON.parse(cell),
  datetime: (cell) => new Date(isoText(cell)),
  date: (cell) => new Date(cell),
};
