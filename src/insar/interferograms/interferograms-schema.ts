/**
 * The JSON schema of `interferograms.json`, the description of a network of unwrapped interferograms that lie beside it as
 * GeoTIFFs. `docs/interferograms.schema.json` is this schema for others to read; a test keeps the two alike.
 */

const path = (description: string) => ({ type: 'string', minLength: 1, maxLength: 1000, description });
const pathOrNumber = (description: string, minimum: number, maximum: number) => ({
  description,
  oneOf: [path('A raster.'), { type: 'number', minimum, maximum }],
});
const date = { type: 'string', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$', description: '2020-01-03.' };

export const INTERFEROGRAMS_TYPE = 'open-egms-interferograms';

export const interferogramsSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Network of unwrapped interferograms',
  description: [
    'Unwrapped phases of pairs of dates in radians, one real band each, on one grid; flat earth and topography are removed',
    'with the height that is given. Sign, where positivePhase is away: phase = -(4 pi / wavelength) d for a displacement d',
    'towards the satellite from the reference to the secondary date, plus (4 pi / wavelength) B dh / (R sin(incidence)) for',
    'a height error dh (true minus given height), where B is the perpendicular baseline that is listed and R the slant',
    'range: the sign of stack.json. Where it is towards, the phase has the other sign and B keeps its own.',
    'No data is NaN, the no-data value of the file, or phaseNoData.',
    'Paths are relative to the folder of this file and do not lead out of it.',
  ].join(' '),
  type: 'object',
  required: ['type', 'version', 'wavelengthM', 'positivePhase', 'pairs', 'geometry'],
  additionalProperties: false,
  properties: {
    type: { const: INTERFEROGRAMS_TYPE },
    version: { const: 1 },
    title: { type: 'string', maxLength: 500 },
    wavelengthM: { type: 'number', minimum: 0.001, maximum: 1, description: 'Sentinel-1: 0.0554658.' },
    positivePhase: { enum: ['away', 'towards'], description: 'Where the ground moves when the phase grows.' },
    phaseNoData: { type: 'number', description: 'Stands for no data in phases, whatever their files say; often 0.' },
    pairs: {
      type: 'array',
      minItems: 1,
      maxItems: 20_000,
      items: {
        type: 'object',
        required: ['reference', 'secondary', 'file', 'perpendicularBaselineM'],
        additionalProperties: false,
        properties: {
          reference: date,
          secondary: date,
          file: path('Unwrapped phase in radians: GeoTIFF of one real band.'),
          coherence: path('0 to 1; on the same grid.'),
          perpendicularBaselineM: { type: 'number', minimum: -20_000, maximum: 20_000 },
        },
      },
    },
    geometry: {
      type: 'object',
      description: 'Rasters of one real band on the grid of the phases. Either incidenceDegrees or losUp is given.',
      required: ['slantRangeM'],
      oneOf: [{ required: ['incidenceDegrees'] }, { required: ['losUp'] }],
      additionalProperties: false,
      properties: {
        height: path('Metres, as used to remove topography.'),
        incidenceDegrees: pathOrNumber('At the ground, from the vertical.', 1, 89),
        losEast: path('Unit vector from the ground to the satellite: east.'),
        losNorth: path('Its north.'),
        losUp: path('Its up, the cosine of the incidence angle.'),
        slantRangeM: pathOrNumber('Metres.', 1000, 5_000_000),
      },
    },
  },
} as const;
