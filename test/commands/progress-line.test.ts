import { describe, expect, test } from 'vitest';
import { durationText, ProgressLine, progressText } from '../../src/commands/progress-line.js';

describe('a progress line', () => {
  test('tells share, rate and the time left at the rate so far', () => {
    expect(progressText('burst', { share: 0.25, points: 30_000 }, 10, false)).toBe(
      'burst 25 %  3,000 points/s  30 s left',
    );
  });

  test('draws a bar on a terminal', () => {
    expect(progressText('b', { share: 0.5, points: 0 }, 1, true)).toContain(`[${'#'.repeat(12)}${' '.repeat(12)}]`);
  });

  test('promises nothing before anything is known', () => {
    expect(progressText('b', { share: 0, points: 0 }, 0, false)).toBe('b 0 %  0 points/s');
    expect(progressText('b', { share: 1.2, points: 1 }, 1, false)).toContain('100 %');
  });

  test.each([
    [0.4, '0 s'],
    [59.4, '59 s'],
    [200, '3 min 20 s'],
    [7500, '2 h 5 min'],
  ])('writes %d seconds as %s', (seconds, text) => {
    expect(durationText(seconds)).toBe(text);
  });

  test('off a terminal says nothing of short work but its end', () => {
    const written: string[] = [];
    const out = { isTTY: false, write: (text: string) => written.push(text) > 0 } as unknown as NodeJS.WriteStream;
    const line = new ProgressLine('b', out);
    line.update({ share: 0.5, points: 1 });
    line.done('published b');
    expect(written).toEqual(['published b\n']);
  });
});
