import { readFileSync } from 'node:fs';
import supertest from 'supertest';
import { describe, expect, test } from 'vitest';
import { foldedText } from '../../../src/explorer/gazetteer/folded-text.js';
import { Gazetteer, parsePlaces } from '../../../src/explorer/gazetteer/gazetteer.js';
import { testApp } from '../../support/test-app.js';

const places = parsePlaces(readFileSync('src/explorer/gazetteer/places.tsv', 'utf8'));
const gazetteer = new Gazetteer(places);
const names = (text: string, limit = 5) => gazetteer.search(text, limit).map(({ name }) => name);

describe('the gazetteer', () => {
  test('knows Europe: its places lie in the world and the largest come first', () => {
    expect(gazetteer.size).toBeGreaterThan(2000);
    const populations = places.map(({ population }) => population);
    expect(populations).toEqual([...populations].sort((a, b) => b - a));
    const bologna = gazetteer.search('bologna', 1)[0];
    expect(bologna).toMatchObject({ name: 'Bologna', country: 'Italy', iso: 'IT' });
    expect(Math.hypot(bologna.longitudeDeg - 11.34, bologna.latitudeDeg - 44.49)).toBeLessThan(0.03);
  });

  test.each([
    ['bolog', 'Bologna'],
    ['BOLOGNA', 'Bologna'],
    ['reykjavik', 'Reykjavík'],
    ['zurich', 'Zürich'],
    ['zuerich', 'Zürich'],
    ['münchen', 'Munich'],
    ['munchen', 'Munich'],
    ['firenze', 'Florence'],
    ['lodz', 'Łódź'],
    ['laquila', "L'Aquila"],
    ["l'aquila", "L'Aquila"],
    ['den haag', 'The Hague'],
  ])('finds %s', (text, name) => expect(names(text, 1)).toEqual([name]));

  test('puts the whole name before beginnings, beginnings before the inside, and the large before the small', () => {
    const of = (name: string, population: number) => ({ ...places[0], name, otherNames: [], population });
    const few = new Gazetteer([of('Castroman', 9), of('Romans', 8), of('New Roma', 7), of('Roma', 1)]);
    expect(few.search('roma', 9).map(({ name }) => name)).toEqual(['Roma', 'Romans', 'New Roma', 'Castroman']);
    expect(few.search('r', 9).map(({ name }) => name)).toEqual(['Romans', 'Roma', 'New Roma']);
  });

  test('narrows by country or region', () => {
    expect(gazetteer.search('valencia, spain', 5).map(({ country }) => country)).toEqual(['Spain']);
    expect(gazetteer.search('valencia, ES', 5).length).toBe(1);
    expect(names('bologna, france')).toEqual([]);
  });

  test('says nothing to nothing', () => {
    for (const text of ['', '  ', ',', "'", ', italy', 'qqqq']) expect(names(text)).toEqual([]);
  });

  test('reads no line that is none', () => {
    expect(() => parsePlaces('header\nRome\t\tItaly\tIT\tLazio\t12.48\t91\t3\t1\n')).toThrow('line 2');
    expect(() => parsePlaces('header\nRome\n')).toThrow('line 2');
  });
});

describe('folded text', () => {
  test('has no accents, case and punctuation', () => {
    expect(foldedText('  Straße-Ærø, Ðuro  Łódź’s İI ')).toBe('strasse aero duro lodzs ii');
  });
});

describe('/explorer/places', () => {
  test('answers JSON, best first, as many as wanted', async () => {
    const { status, body, headers } = await supertest(testApp()).get('/explorer/places?q=bolog&limit=2');
    expect(status).toBe(200);
    expect(headers['content-type']).toMatch(/^application\/json/);
    expect(body.places).toHaveLength(2);
    expect(body.places[0]).toEqual({
      name: 'Bologna',
      country: 'Italy',
      iso: 'IT',
      region: 'Emilia-Romagna',
      longitude: expect.closeTo(11.34, 1),
      latitude: expect.closeTo(44.5, 1),
      population: expect.any(Number),
      capital: false,
    });
  });

  test.each([
    '',
    '?q=',
    '?q=%20',
    `?q=${'a'.repeat(101)}`,
    '?q=a&limit=0',
    '?q=a&limit=x',
    '?q=a&limit=-1',
    '?q=a&o=1',
  ])('refuses %s', async (query) => {
    expect((await supertest(testApp()).get(`/explorer/places${query}`)).status).toBe(400);
  });

  test('gives no more than fifty', async () => {
    const { body } = await supertest(testApp()).get('/explorer/places?q=a&limit=5000');
    expect(body.places).toHaveLength(50);
  });
});
