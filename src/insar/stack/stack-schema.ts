/**
 * The JSON schema of `stack.json`, the description of a stack of coregistered radar images that lie beside it as complex
 * GeoTIFFs. `docs/slc-stack.schema.json` is this schema for others to read; a test keeps the two alike.
 */

const path = (description: string) => ({ type: 'string', minLength: 1, maxLength: 1000, description });
const pathOrNull = (description: string) => ({ ...path(description), type: ['string', 'null'] });

export const STACK_TYPE = 'open-egms-slc-stack';

export const stackSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Stack of coregistered single-look complex images',
  description: [
    'Images of one burst (or any other scene) on one grid, one for each date.',
    'They are flattened: flat earth and topography are removed with the height that is given.',
    'Sign: arg(reference x conj(secondary)) = -(4 pi / wavelength) d for a displacement d towards the satellite since the',
    'reference date, plus (4 pi / wavelength) B dh / (R sin(incidence)) for a height error dh (true minus given height),',
    'where B is the perpendicular baseline that is listed, R the slant range, and cos(incidence) = losUp.',
    'No data is NaN, or zero in both parts.',
    'Paths are relative to the folder of this file and do not lead out of it.',
  ].join(' '),
  type: 'object',
  required: [
    'type',
    'version',
    'wavelengthM',
    'orbit',
    'track',
    'burstCycle',
    'swath',
    'polarisation',
    'crs',
    'acquisitions',
    'referenceDate',
    'geometry',
  ],
  additionalProperties: false,
  properties: {
    type: { const: STACK_TYPE },
    version: { const: 1 },
    title: { type: 'string', maxLength: 500 },
    wavelengthM: { type: 'number', minimum: 0.001, maximum: 1, description: 'Sentinel-1: 0.0554658.' },
    orbit: { enum: ['ascending', 'descending'] },
    track: { type: 'integer', minimum: 1, maximum: 175, description: 'Relative orbit.' },
    burstCycle: { type: 'integer', minimum: 0, maximum: 4095, description: 'As in the names of EGMS bursts.' },
    swath: { enum: [1, 2, 3] },
    polarisation: { enum: ['HH', 'HV', 'VH', 'VV'] },
    crs: {
      type: ['string', 'null'],
      pattern: '^EPSG:[0-9]{4,5}$',
      description:
        'Of geocoded images, projected, in metres: EPSG:32633. Null in radar geometry, whose images say nothing of a place: then longitude and latitude are given.',
    },
    acquisitions: {
      type: 'array',
      minItems: 1,
      maxItems: 5000,
      items: {
        type: 'object',
        required: ['date', 'slc', 'perpendicularBaselineM'],
        additionalProperties: false,
        properties: {
          date: { type: 'string', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$', description: '2020-01-03.' },
          slc: path('Complex GeoTIFF of one band: CFloat32 or CInt16; plain, DEFLATE, LZW or ZSTD; strips or tiles.'),
          perpendicularBaselineM: {
            type: 'number',
            minimum: -20000,
            maximum: 20000,
            description: 'Relative to the reference date, where it is zero.',
          },
        },
      },
    },
    referenceDate: {
      type: 'string',
      pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$',
      description: 'One of the dates of the acquisitions.',
    },
    geometry: {
      type: 'object',
      description: 'Rasters of one real band on the grid of the images.',
      required: ['height', 'losEast', 'losNorth', 'losUp', 'slantRangeM'],
      additionalProperties: false,
      properties: {
        height: path('Metres above the WGS84 ellipsoid, as used to flatten the images.'),
        losEast: path('Unit vector from the ground to the satellite: east.'),
        losNorth: path('Its north.'),
        losUp: path('Its up, the cosine of the incidence angle.'),
        slantRangeM: {
          description: 'A raster, or one number for all pixels.',
          oneOf: [path('Metres.'), { type: 'number', minimum: 1000, maximum: 5000000 }],
        },
        longitude: pathOrNull('Degrees, WGS84; in radar geometry.'),
        latitude: pathOrNull('Degrees, WGS84; in radar geometry.'),
      },
    },
  },
} as const;
