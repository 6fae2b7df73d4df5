/** A property as the binary formats name and type it. */
import type { Property } from '../../catalog/collection.js';
import type { Field } from '../../formats/fields.js';

const TYPES: Readonly<Record<Property['type'], Field['type']>> = {
  string: 'string',
  integer: 'long',
  number: 'double',
  boolean: 'bool',
  date: 'date',
  'date-time': 'datetime',
  json: 'json',
};

export const fieldOf = ({ name, type, title, description, unit }: Property): Field => ({
  name,
  type: TYPES[type],
  title,
  description: [description ?? title, unit && `[${unit}]`].filter(Boolean).join(' ') || undefined,
});
