import { describe, expect, test } from 'vitest';
import { chooseText, chooseWords } from '../../src/config/text.js';

describe('text in several languages', () => {
  const lakes = { en: 'Lakes', fr: 'Lacs', 'pt-BR': 'Lagos' };

  test('is chosen by the first language that there is, by tag or by language alone', () => {
    expect(chooseText(lakes, ['fr'])).toBe('Lacs');
    expect(chooseText(lakes, ['de', 'fr-CA', 'en'])).toBe('Lacs');
    expect(chooseText(lakes, ['pt_br'])).toBe('Lagos');
    expect(chooseText(lakes, ['pt'])).toBe('Lagos');
  });

  test('falls back to English, then to whatever is there', () => {
    expect(chooseText(lakes, ['de'])).toBe('Lakes');
    expect(chooseText({ it: 'Laghi' }, ['de'])).toBe('Laghi');
  });

  test('may be plain text or nothing', () => {
    expect(chooseText('Lakes', ['fr'])).toBe('Lakes');
    expect(chooseText(undefined, ['fr'])).toBeUndefined();
  });

  test('may be a list of words', () => {
    expect(chooseWords({ en: ['lake'], fr: ['lac', 'eau'] }, ['fr-FR'])).toEqual(['lac', 'eau']);
    expect(chooseWords(['lake'], ['fr'])).toEqual(['lake']);
    expect(chooseWords(undefined, ['fr'])).toEqual([]);
  });
});
