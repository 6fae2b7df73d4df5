import { describe, expect, test } from 'vitest';
import { propertyFilters } from '../../src/http/property-filters.js';
import { testConfig } from '../support/test-app.js';

const filters = (unknownParameters: 'reject' | 'ignore', undeclared: Record<string, string>) =>
  propertyFilters({ undeclared: new Map(Object.entries(undeclared)), config: { ...testConfig, unknownParameters } }, [
    'pid',
    'height',
  ]);

describe('property filters', () => {
  test('are the undeclared parameters that name a property', () => {
    expect([...filters('reject', { height: '5' })]).toEqual([['height', '5']]);
  });

  test('with other names are refused, with a list of those that are known', () => {
    expect(() => filters('reject', { height: '5', heigth: '5' })).toThrow(
      expect.objectContaining({ status: 400, detail: expect.stringMatching(/^heigth: .*pid, height/) }),
    );
  });

  test('with other names are dropped where the configuration says so', () => {
    expect([...filters('ignore', { height: '5', heigth: '5' })]).toEqual([['height', '5']]);
  });
});
