import { describe, expect, test } from 'vitest';
import { headerNames, parseHeader } from '../../src/products/csv-header.js';
import { L2B_NAMES, L3_NAMES, OLD_L2A_NAMES, OLD_L3_NAMES } from './sample-rows.js';

const DATES = ['20200103', '20200109', '20200228', '20200229'];
const parse = (names: string, level?: 'L2a' | 'L2b' | 'L3') =>
  parseHeader([...names.split(','), ...DATES], 'FILE.csv', level);

describe('parseHeader', () => {
  test.each([
    ['L2b', 'from-2020-2024', L2B_NAMES],
    ['L2a', 'to-2019-2023', OLD_L2A_NAMES],
    ['L2b', 'to-2019-2023', OLD_L2A_NAMES.replace('cluster_label,', '')],
    ['L3', 'from-2020-2024', L3_NAMES],
    ['L3', 'to-2019-2023', OLD_L3_NAMES],
  ] as const)('the names of an %s file %s say what it is, and are written back alike', (level, generation, names) => {
    const parsed = parse(names);
    expect(parsed).toMatchObject({ level, header: { generation, dates: DATES } });
    expect(headerNames(level, parsed.header)).toEqual([...names.split(','), ...DATES]);
  });

  test('both generations give an attribute the same canonical name', () => {
    expect(parse(L3_NAMES).header.attributes.slice(0, 5)).toEqual(parse(OLD_L3_NAMES).header.attributes.slice(0, 5));
    expect(parse(OLD_L3_NAMES).header.attributes).toContain('rmseMm');
  });

  test('attributes may stand in any order, and the order is kept', () => {
    const names = ['pid', ...L3_NAMES.split(',').slice(1).reverse()].join(',');
    const { header } = parse(names);
    expect(header.attributes.slice(0, 2)).toEqual(['gnssVelocityUpMmPerYear', 'gnssVelocityEastMmPerYear']);
    expect(headerNames('L3', header).join(',')).toBe([names, ...DATES].join(','));
  });

  test.each([
    [L2B_NAMES.replace('rmse_ts,', ''), 'missing column rmse_ts; expected of an L2b file'],
    [L2B_NAMES.replace('rmse_ts', 'rmse_x'), 'unknown column "rmse_x" (number 11), missing column rmse_ts; expected'],
    [`${L2B_NAMES},station`, 'unknown column "station" (number 26); expected of an L2b file'],
    [`${L2B_NAMES},pixel`, '(column pixel): stands twice, as columns 10 and 26'],
    [L2B_NAMES.replace('pid,', 'id,'), 'expected the first column to be pid, got "id"'],
  ])('names that do not fit are refused: %#', (names, message) => {
    expect(() => parse(names)).toThrow(message);
    expect(() => parse(names)).toThrow(/^FILE\.csv:1/);
  });

  test('columns of another level than the name of the file promises are refused', () => {
    expect(() => parse(L3_NAMES, 'L2b')).toThrow(/missing column mp_type.*expected of an L2b file/);
    expect(() => parse(OLD_L2A_NAMES, 'L2b')).toThrow('unknown column "cluster_label" (number 2)');
  });

  test.each([
    [['20200109', '20200103'], '(column 20200103): expected ascending dates, got 20200103 after 20200109'],
    [['20200103', '20200103'], '(column 20200103): stands twice, as columns 15 and 16'],
    [['20200230'], '(column 20200230): expected a date YYYYMMDD, and there is no such day'],
    [['20210229'], 'there is no such day'],
    [['20200103', 'pixel'], '(column pixel): number 16 follows the dates, expected attributes before them'],
    [['D20200103'], 'unknown column "D20200103"'],
    [[], 'expected date columns named YYYYMMDD after the attributes, got none'],
  ])('dates %j are refused', (dates, message) => {
    expect(() => parseHeader([...L3_NAMES.split(','), ...dates], 'FILE.csv')).toThrow(message);
  });
});
