/**
 * What a stack of HDF5 files does not say of itself: a `stack.json` beside them, of a type of its own. Every member has a
 * default, and so has the file.
 */
import { Ajv } from 'ajv';
import { invalidStack } from '../../errors.js';
import { faultText } from './stack-description.js';

export interface Hdf5Sidecar {
  readonly title?: string;
  /** GeoTIFF of heights above the ellipsoid that covers the images, relative to the folder. OPERA only. */
  readonly dem?: string;
  /** `2020-01-03`. */
  readonly referenceDate?: string;
  /** Where there are several. OPERA only. */
  readonly polarisation?: 'HH' | 'HV' | 'VH' | 'VV';
  /** Of files that do not say it: MiaplPy only. */
  readonly track?: number;
  readonly burstCycle?: number;
  readonly swath?: 1 | 2 | 3;
}

const TYPE = 'open-egms-hdf5-stack';

const validate = new Ajv({ allErrors: true }).compile<Hdf5Sidecar>({
  type: 'object',
  required: ['type', 'version'],
  additionalProperties: false,
  properties: {
    type: { const: TYPE },
    version: { const: 1 },
    title: { type: 'string', maxLength: 500 },
    dem: { type: 'string', minLength: 1, maxLength: 1000 },
    referenceDate: { type: 'string', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' },
    polarisation: { enum: ['HH', 'HV', 'VH', 'VV'] },
    track: { type: 'integer', minimum: 1, maximum: 175 },
    burstCycle: { type: 'integer', minimum: 0, maximum: 4095 },
    swath: { enum: [1, 2, 3] },
  },
});

/** Other types are descriptions of stacks of GeoTIFFs, or nothing at all. */
export function isHdf5Sidecar(content: unknown): boolean {
  return typeof content === 'object' && content !== null && (content as { type?: unknown }).type === TYPE;
}

/** Throws `invalidStack` with the faults of form. */
export function readHdf5Sidecar(content: unknown, where: string): Hdf5Sidecar {
  if (!validate(content)) throw invalidStack(where, (validate.errors ?? []).map(faultText).join('; '));
  return content;
}
