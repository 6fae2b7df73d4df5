import { test } from 'vitest';
import { parseCql2Json, parseCql2Text } from '../../../src/catalog/cql2/index.js';
import { ServiceError } from '../../../src/errors.js';
import { CRS84_URI } from '../../../src/geodesy/crs.js';
import { examples } from './examples.js';
import { seededRandom } from './random-filter.js';

const options = { filterCrs: CRS84_URI };

/** Throws again whatever is no refusal of the request. */
function parsesOrRefuses(parse: () => unknown): void {
  try {
    parse();
  } catch (error) {
    if (!(error instanceof ServiceError) || error.status !== 400) throw error;
  }
}

test('random characters are a filter or a refusal, never a defect', () => {
  const random = seededRandom(1);
  for (let i = 0; i < 3_000; i++) {
    const codes = Array.from({ length: Math.floor(random() * 40) }, () => Math.floor(random() ** 4 * 0x10ffff));
    parsesOrRefuses(() => parseCql2Text(String.fromCodePoint(...codes), options));
  }
});

test('random words of the language are a filter or a refusal, never a defect', () => {
  const words = examples.flatMap(({ texts }) => texts.flatMap((text) => text.match(/[\w:.]+|'[^']*'|\S/g) ?? []));
  const random = seededRandom(2);
  for (let i = 0; i < 5_000; i++) {
    const text = Array.from(
      { length: 1 + Math.floor(random() * 25) },
      () => words[Math.floor(random() * words.length)],
    );
    parsesOrRefuses(() => parseCql2Text(text.join(' '), options));
  }
});

test('examples with a part cut out, doubled or replaced are a filter or a refusal, never a defect', () => {
  const random = seededRandom(3);
  for (const { texts, json } of examples) {
    for (let i = 0; i < 20; i++) {
      parsesOrRefuses(() => parseCql2Text(damaged(texts[0], random), options));
      parsesOrRefuses(() => parseCql2Json(damagedValue(JSON.parse(json), random), options));
    }
  }
});

function damaged(text: string, random: () => number): string {
  const at = Math.floor(random() * text.length);
  const part = text.slice(at, at + 1 + Math.floor(random() * 4));
  const instead = ['', part + part, "'", '(', ')', '\0', '-', ' AND '][Math.floor(random() * 8)];
  return text.slice(0, at) + instead + text.slice(at + part.length);
}

/** The document with one of its values, at any depth, replaced by something else. */
function damagedValue(value: unknown, random: () => number): unknown {
  if (random() < 0.15 || typeof value !== 'object' || value === null) {
    return [null, -1, '', 'x', true, [], {}, [[]], { op: 'and' }, { property: [] }, 1e308][Math.floor(random() * 11)];
  }
  const keys = Object.keys(value);
  const chosen = keys[Math.floor(random() * keys.length)];
  if (Array.isArray(value)) return value.map((item, i) => (String(i) === chosen ? damagedValue(item, random) : item));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, key === chosen ? damagedValue(item, random) : item]),
  );
}
