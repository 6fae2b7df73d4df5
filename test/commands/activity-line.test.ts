import { describe, expect, test } from 'vitest';
import { ActivityLine, activityText, secondsLeft } from '../../src/commands/activity-line.js';

describe('the line of a long computation', () => {
  test('says share, time left and what is being done', () => {
    expect(activityText(0.48, 'phase linking, block 12 of 96', 723, 660, false)).toBe(
      ' 48 %  12 min 3 s left  phase linking, block 12 of 96',
    );
    expect(activityText(0.5, 'x', 60, 60, true)).toContain('[############            ]');
  });

  test('judges the time left by what this call has done, not by what an earlier one did', () => {
    // From 50 % to 60 % in a minute: four more.
    expect(secondsLeft(0.1, 0.4, 60)).toBeCloseTo(240, 9);
    expect(secondsLeft(0.001, 0.999, 5)).toBeUndefined();
    expect(activityText(0.001, 'reading', undefined, 5, false)).toBe('  0 %  5 s so far  reading');
  });

  test('clears itself from a terminal before anything else is said', () => {
    const written: string[] = [];
    const out = {
      isTTY: true,
      columns: 20,
      write: (text: string) => written.push(text),
    } as unknown as NodeJS.WriteStream;
    const line = new ActivityLine(out);
    line.update(0.5, 'a long activity that does not fit');
    line.say('note');
    line.end();
    expect(written[0]).toHaveLength('\r\x1b[K'.length + 19);
    expect(written.slice(1)).toEqual(['\r\x1b[K', 'note\n']);
  });
});
