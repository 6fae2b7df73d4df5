import { describe, expect, test } from 'vitest';
import { fittedText, textSvg, textWidthPx } from '../../src/render/stroke-font.js';

const paths = (text: string) => textSvg(text, 0, 0, 10).match(/<path/g)?.length ?? 0;
const box = /d="M0-9H5V0H0Z"/;

describe('stroke font', () => {
  test('has every letter, digit and sign that units and numbers need', () => {
    const text = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.,:;!?+-−–()[]/|_%#&*<>=≤≥±°²·…→\'"’';
    expect(textSvg(text, 0, 0, 10)).not.toMatch(box);
    expect(paths(text)).toBe(Array.from(text).length);
  });

  test('accents are left off, joined letters are written out, and letters of other scripts are boxes', () => {
    expect(textSvg('Łódź, Århus, Strasse', 0, 0, 10)).toBe(textSvg('Lodz, Arhus, Strasse', 0, 0, 10));
    expect(textSvg('Straße', 0, 0, 10)).toBe(textSvg('Strasse', 0, 0, 10));
    expect(textSvg('Αθήνα', 0, 0, 10)).toMatch(box);
  });

  test('digits are equally wide, and width grows with height', () => {
    expect(new Set(Array.from('0123456789−+', (digit) => textWidthPx(digit, 10))).size).toBe(1);
    expect(textWidthPx('Velocity', 20)).toBeCloseTo(2 * textWidthPx('Velocity', 10), 12);
  });

  test('text is cut behind the last letter that fits, as trying each shows', () => {
    const text = 'Wide AND narrow: illi …, Łódź 1.5 mm/yr, 🛰 and so on';
    const letters = Array.from(text);
    for (let widthPx = 0; widthPx < textWidthPx(text, 9); widthPx += 3) {
      const fitting = letters
        .map((_, i) => i)
        .filter((i) => textWidthPx(`${letters.slice(0, i).join('')}…`, 9) <= widthPx);
      const count = fitting.length === 0 ? 0 : fitting[fitting.length - 1];
      expect(fittedText(text, 9, widthPx)).toBe(`${letters.slice(0, count).join('').trimEnd()}…`);
    }
  });

  test('text is cut to fit, and is never wider than asked', () => {
    expect(fittedText('short', 10, 100)).toBe('short');
    const cut = fittedText('a rather long name of a layer', 10, 80);
    expect(cut.endsWith('…')).toBe(true);
    expect(textWidthPx(cut, 10)).toBeLessThanOrEqual(80);
  });
});
