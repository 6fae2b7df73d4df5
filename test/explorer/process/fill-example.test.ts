/** Every example fills its form so that the request it makes is the example again; and polygons drawn for inputs. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fillExample } from '../../../explorer/src/process/fill-example.js';
import { fieldsOf, readForm } from '../../../explorer/src/process/input-field.js';
import { polygonOf, withPolygon } from '../../../explorer/src/process/polygon-text.js';
import { packageRoot } from '../../../src/package-root.js';

const folder = join(packageRoot, 'processes');
const read = (id: string, file: string) => JSON.parse(readFileSync(join(folder, id, file), 'utf8'));
const IDS = readdirSync(folder);
const DEMONSTRATION = [
  'l2b-ascending-2020-2024',
  'l2b-descending-2020-2024',
  'l2a-ascending-2020-2024',
  'l2a-descending-2020-2024',
];
/** What the examples name. */
const namesIn = (value: unknown): string[] =>
  [...JSON.stringify(value).matchAll(/"collection":"([^"]+)"/g)].map(([, id]) => id);

describe('the example of a process', () => {
  test.each(IDS)('%s comes back out of the form that it filled', (id) => {
    const example = read(id, 'example.json');
    const fields = fieldsOf(read(id, 'process.json').inputs);
    const there = [...DEMONSTRATION, ...namesIn(example.inputs ?? {})];
    const { entries, narrowings } = fillExample(fields, example, () => there);
    const { inputs, problems } = readForm(fields, entries, narrowings);
    expect(problems).toEqual({});
    expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(example.inputs ?? {})));
    for (const [name, value] of Object.entries(example.inputs ?? {})) {
      const field = fields.find((each) => each.name === name)!;
      const asGiven = field.kind === 'collections' ? namesIn(value) : value;
      const asRead = field.kind === 'collections' ? namesIn(inputs[name]) : inputs[name];
      // The system of a box is the usual one, and not written.
      if (field.kind === 'bbox') expect(asGiven, name).toMatchObject(asRead as object);
      else expect(asRead, name).toEqual(asGiven);
    }
  });

  test('names a collection of this server where its own is not there, without the place that was meant', () => {
    const fields = fieldsOf(read('active-areas', 'process.json').inputs);
    const example = { inputs: { points: { collection: 'gone', bbox: [1, 2, 3, 4], filter: 'height > 3' } } };
    const { entries, narrowings } = fillExample(fields, example, () => ['mine', 'other']);
    expect(entries.points).toEqual(['mine']);
    expect(narrowings.points).toEqual({ filter: 'height > 3' });
  });

  test('that makes no sense fills nothing', () => {
    const fields = fieldsOf(read('active-areas', 'process.json').inputs);
    expect(fillExample(fields, { inputs: 'x', outputs: 3 }, () => [])).toEqual({
      entries: {},
      narrowings: {},
      names: {},
    });
  });
});

describe('a polygon drawn for an input', () => {
  const clockwise = [
    [0, 0],
    [0, 1],
    [1, 1],
  ] as const;

  test('is closed and counter-clockwise whichever way it was drawn', () => {
    const ring = [
      [0, 0],
      [1, 1],
      [0, 1],
      [0, 0],
    ];
    expect(polygonOf(clockwise).coordinates).toEqual([ring]);
    expect(
      polygonOf([
        [0, 0],
        [1, 1],
        [0, 1],
      ]).coordinates,
    ).toEqual([ring]);
  });

  test('takes the place of another, or joins those that are there', () => {
    const polygon = polygonOf(clockwise);
    expect(JSON.parse(withPolygon('{"type":"Polygon"}', polygon, 'one'))).toEqual(polygon);
    const once = withPolygon('no JSON', polygon, 'collection');
    const twice = JSON.parse(withPolygon(once, polygon, 'collection'));
    expect(twice.features.map(({ id }: { id: string }) => id)).toEqual(['area-1', 'area-2']);
  });

  test('is offered where an input takes one', () => {
    const polygons = (id: string, name: string) =>
      fieldsOf(read(id, 'process.json').inputs).find((field) => field.name === name)?.polygons;
    expect(polygons('psi', 'aoi')).toBe('one');
    expect(polygons('area-statistics', 'areas')).toBe('collection');
    expect(polygons('active-areas', 'points')).toBeUndefined();
  });
});
