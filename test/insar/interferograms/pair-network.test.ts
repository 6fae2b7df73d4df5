import { expect, test } from 'vitest';
import { pairNetwork, spanningTree } from '../../../src/insar/interferograms/pair-network.js';

const pair = (reference: string, secondary: string) => ({ reference, secondary });

test('pairs a-b, b-c and a-c are the triplets of a network', () => {
  const network = pairNetwork([
    pair('20200101', '20200113'),
    pair('20200113', '20200125'),
    pair('20200101', '20200125'),
    pair('20200125', '20200206'),
  ]);
  expect(network.dates).toEqual(['20200101', '20200113', '20200125', '20200206']);
  expect([...network.days]).toEqual([0, 12, 24, 36]);
  expect([...network.triplets]).toEqual([0, 1, 2]);
});

test('a complete network of n dates has n over 3 triplets', () => {
  const dates = ['20200101', '20200107', '20200113', '20200119', '20200125', '20200131'];
  const pairs = dates.flatMap((a, i) => dates.slice(i + 1).map((b) => pair(a, b)));
  expect(pairNetwork(pairs).triplets.length / 3).toBe(20);
});

test('a spanning tree takes light pairs first, equal ones in their order, and none of infinite weight', () => {
  const network = pairNetwork([
    pair('20200101', '20200113'),
    pair('20200113', '20200125'),
    pair('20200101', '20200125'),
    pair('20200125', '20200206'),
  ]);
  expect([...spanningTree(network, [1, 1, 1, 1])]).toEqual([1, 1, 0, 1]);
  expect([...spanningTree(network, [3, 1, 2, 9])]).toEqual([0, 1, 1, 1]);
  expect([...spanningTree(network, [3, 1, 2, Infinity])]).toEqual([0, 1, 1, 0]);
});

test('pairs that run backwards or stand twice are refused', () => {
  expect(() => pairNetwork([pair('20200113', '20200101')])).toThrow('expected 20200113 before 20200101');
  expect(() => pairNetwork([pair('20200101', '20200113'), pair('20200101', '20200113')])).toThrow('twice');
});
