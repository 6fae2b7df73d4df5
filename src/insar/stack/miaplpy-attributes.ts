/**
 * Facts of a stack from the attributes of MiaplPy's `slcStack.h5`: names of MintPy, and where they differ those of ISCE's
 * metadata that MintPy keeps beside them. What a stack can do without is taken as something plain, and said.
 */
import { invalidStack } from '../../errors.js';
import type { Hdf5Reader } from '../../formats/hdf5-reader.js';
import type { Hdf5Sidecar } from './hdf5-sidecar.js';
import type { StackDescription } from './stack-description.js';

export type StackFacts = Pick<
  StackDescription,
  'title' | 'wavelengthM' | 'track' | 'burstCycle' | 'swath' | 'polarisation'
>;

const POLARISATIONS = ['VV', 'HH', 'VH', 'HV'] as const;

/** Throws `invalidStack` without a wavelength. */
export function miaplpyFacts(file: Hdf5Reader, sidecar: Hdf5Sidecar, notice: (text: string) => void): StackFacts {
  const wavelengthM = numberOf(file, 'WAVELENGTH', 'radarWavelength');
  if (wavelengthM === undefined || !(wavelengthM > 0.001 && wavelengthM < 1)) {
    throw invalidStack(file.path, `attribute WAVELENGTH: expected metres, got ${wavelengthM ?? 'none'}`);
  }
  const taken = (name: string, value: number | undefined, most: number, instead: number): number => {
    if (value !== undefined && Number.isInteger(value) && value >= 0 && value <= most) return value;
    notice(`the file says no ${name} (got ${value ?? 'none'}): ${instead} is taken; stack.json beside it may say it`);
    return instead;
  };
  const track = sidecar.track ?? numberOf(file, 'trackNumber', 'relative_orbit', 'RELATIVE_ORBIT');
  const swath = sidecar.swath ?? numberOf(file, 'swathNumber', 'beam_swath');
  const polarisation = POLARISATIONS.find((one) => textOf(file, 'POLARIZATION', 'polarization')?.toUpperCase() === one);
  if (!polarisation) notice('the file says no polarisation: VV is taken');
  return {
    ...(sidecar.title === undefined ? {} : { title: sidecar.title }),
    wavelengthM,
    track: Math.max(1, taken('track', track === 0 ? undefined : track, 175, 1)),
    // A stack of MiaplPy may hold many bursts merged into one image: no single number names them.
    burstCycle: Math.max(1, taken('burst', sidecar.burstCycle || undefined, 4095, 1)),
    swath: taken('swath', swath === 0 ? undefined : swath, 3, 1) as StackDescription['swath'],
    polarisation: polarisation ?? 'VV',
  };
}

/** From the file, or from which side it was seen: Sentinel-1 looks to the right. */
export function orbitOf(file: Hdf5Reader, middleLosEast: number): StackDescription['orbit'] {
  const text = textOf(file, 'ORBIT_DIRECTION', 'passDirection')?.toLowerCase();
  if (text?.startsWith('asc')) return 'ascending';
  if (text?.startsWith('desc')) return 'descending';
  return middleLosEast <= 0 ? 'ascending' : 'descending';
}

/** First of the attributes that is there and a number. */
export function numberOf(file: Hdf5Reader, ...names: readonly string[]): number | undefined {
  for (const name of names) {
    const text = file.attribute(name)?.trim();
    if (text && Number.isFinite(Number(text))) return Number(text);
  }
  return undefined;
}

function textOf(file: Hdf5Reader, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const text = file.attribute(name)?.trim();
    if (text) return text;
  }
  return undefined;
}
