import { describe } from 'vitest';
import { memoryStyleStore } from '../../support/memory-style-store.js';
import { storesStyles } from './style-store-contract.js';

describe('styles in memory, by the rules of a set', () => storesStyles(() => memoryStyleStore(['a', 'b'])));
