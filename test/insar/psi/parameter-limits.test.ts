/** Limits of parameters, and whether the description of the process says the same. */
import { describe, expect, test } from 'vitest';
import description from '../../../processes/psi/process.json' with { type: 'json' };
import { optionOf, PARAMETER_OPTIONS } from '../../../src/commands/psi-options.js';
import { CHOICES, NUMBER_LIMITS, parameterFaults } from '../../../src/insar/psi/parameter-limits.js';
import { DEFAULT_PSI_PARAMETERS, type PsiParameters } from '../../../src/insar/psi/psi-parameters.js';

const inputs: Record<string, { schema: Record<string, unknown> }> = description.inputs;
const names = Object.keys(DEFAULT_PSI_PARAMETERS) as (keyof PsiParameters)[];

describe('parameters of the pipeline', () => {
  test('are good by default', () => {
    expect(parameterFaults(DEFAULT_PSI_PARAMETERS)).toEqual([]);
  });

  test.each(names)('%s is described for requests as it is judged', (name) => {
    const { schema } = inputs[name];
    expect(schema.default).toBe(DEFAULT_PSI_PARAMETERS[name]);
    if (name in NUMBER_LIMITS) {
      const { min, max, isWhole = false } = NUMBER_LIMITS[name as keyof typeof NUMBER_LIMITS];
      expect([schema.type, schema.minimum, schema.maximum]).toEqual([isWhole ? 'integer' : 'number', min, max]);
    } else {
      expect(schema.enum).toEqual(CHOICES[name as keyof typeof CHOICES]);
    }
  });

  test('each have an option on the command line', () => {
    expect(PARAMETER_OPTIONS.map(([name]) => name).sort()).toEqual([...names].sort());
    expect(optionOf('maxVelocityMmPerYear')).toBe('--max-velocity-mm-per-year');
  });

  test.each([
    [{ minCoherence: 2 }, 'minCoherence', /from 0 to 0.99, got 2/],
    [{ minSamples: 2.5 }, 'minSamples', /whole number/],
    [{ windowM: Number.NaN }, 'windowM', /got NaN/],
    [{ atmosphere: 'gacos' as never }, 'atmosphere', /kriging, idw, none, got gacos/],
    [{ maxArcM: 200 }, 'maxArcM', /twice networkCellM/],
    [{ ministackDates: 80 }, 'ministackDates', /at most sequentialAbove/],
  ])('%o is refused', (given, name, detail) => {
    expect(parameterFaults({ ...DEFAULT_PSI_PARAMETERS, ...given })).toEqual([
      { name, detail: expect.stringMatching(detail) },
    ]);
  });
});
