/**
 * CoverageJSON 1.0 (OGC 21-069r2) as text, written without making objects: displacement series of points, attributes of
 * points, and statistics of polygons. Coordinates are x (easting or longitude) and y whatever the system; which of them the
 * authority puts first is said by the order of `coordinates` in the reference (section 5).
 */
import type { Crs } from '../geodesy/crs.js';
import { jsonString } from './geojson.js';

export const COVERAGE_JSON = 'application/prs.coverage+json';
const UCUM = 'http://www.opengis.net/def/uom/UCUM/';

export interface CoverageParameter {
  readonly name: string;
  readonly label: string;
  readonly description?: string | undefined;
  /** UCUM; `1` for a number without dimension; absent for text. */
  readonly unit?: string | undefined;
  readonly dataType: 'float' | 'integer' | 'string';
}

/** One parameter as a document holds it, below its name. */
export function parameterDocument({ label, description, unit }: CoverageParameter): Readonly<Record<string, unknown>> {
  return {
    type: 'Parameter',
    ...(description !== undefined && { description: { en: description } }),
    ...(unit !== undefined && { unit: { symbol: { type: UCUM, value: unit } } }),
    observedProperty: { label: { en: label } },
  };
}

/** `"parameters":{...}` */
export const parametersMember = (parameters: readonly CoverageParameter[]): string =>
  `"parameters":${JSON.stringify(Object.fromEntries(parameters.map((each) => [each.name, parameterDocument(each)])))}`;

/** `"referencing":[...]`; with time where the domain has an axis `t`. */
export function referencingMember({ uri, unit, axisOrder }: Crs, hasTime: boolean): string {
  const place = {
    coordinates: axisOrder === 'yx' ? ['y', 'x'] : ['x', 'y'],
    system: { type: unit === 'deg' ? 'GeographicCRS' : 'ProjectedCRS', id: uri },
  };
  const time = { coordinates: ['t'], system: { type: 'TemporalRS', calendar: 'Gregorian' } };
  return `"referencing":${JSON.stringify(hasTime ? [place, time] : [place])}`;
}

/** What stands around coverages, and inside one that stands alone: JSON members without a comma at either end. */
export interface SharedMembers {
  readonly parameters: string;
  readonly referencing: string;
}

/** Of a coverage; `members` come from the document when the coverage stands alone. */
interface CoverageText {
  readonly id?: string | undefined;
  /** `"referencing":[...]` of its own. */
  readonly referencing?: string | undefined;
  readonly domainType: string;
  /** JSON text of each axis by name. */
  readonly axes: Readonly<Record<string, string>>;
  /** JSON text of each range by parameter. */
  readonly ranges: readonly (readonly [parameter: string, range: string])[];
  /** Members of the document: `"parameters":{...}`. */
  readonly members?: string | undefined;
}

export function coverageText({ id, referencing, domainType, axes, ranges, members }: CoverageText): string {
  const axisTexts = Object.entries(axes).map(([name, axis]) => `"${name}":${axis}`);
  const rangeTexts = ranges.map(([name, range]) => `${jsonString(name)}:${range}`);
  return (
    `{"type":"Coverage",${id === undefined ? '' : `"id":${jsonString(id)},`}` +
    `"domain":{"type":"Domain","domainType":"${domainType}","axes":{${axisTexts.join(',')}}` +
    `${referencing === undefined ? '' : `,${referencing}`}},` +
    `${members === undefined ? '' : `${members},`}"ranges":{${rangeTexts.join(',')}}}`
  );
}

/** An axis of the given values, which are JSON text already. */
export const axisText = (values: string): string => `{"values":${values}}`;

/**
 * Days as JSON text of their instants. The standard knows dates alone, but readers of it (covjson-pydantic) want a time of
 * day with its zone: midnight stands for the day.
 * @param days `YYYY-MM-DD`
 */
export const daysText = (days: readonly string[]): string => JSON.stringify(days.map((day) => `${day}T00:00:00Z`));

/** Places as one axis: `[[x,y],...]`. */
export const placesAxis = (places: readonly string[]): string =>
  `{"dataType":"tuple","coordinates":["x","y"],"values":[${places.join(',')}]}`;

/** One polygon, its rings x first, as an axis of one value. */
export const polygonAxis = (rings: readonly (readonly (readonly number[])[])[]): string =>
  `{"dataType":"polygon","coordinates":["x","y"],"values":[${JSON.stringify(rings)}]}`;

/** Values along axes: `axes` give names and lengths, the last one varying fastest; none for a single value. */
export function rangeText(
  dataType: CoverageParameter['dataType'],
  axes: readonly (readonly [name: string, length: number])[],
  values: string,
): string {
  const shape =
    axes.length === 0
      ? ''
      : `"axisNames":${JSON.stringify(axes.map(([name]) => name))},"shape":${JSON.stringify(axes.map(([, length]) => length))},`;
  return `{"type":"NdArray","dataType":"${dataType}",${shape}"values":${values}}`;
}
