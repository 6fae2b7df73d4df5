/** Why a service of somebody else cannot be used: told to the person, in words of the text files. */
import type { TextKey, Values } from '../text/text.js';

export class ServiceTrouble extends Error {
  constructor(
    readonly key: TextKey,
    readonly values: Values = {},
  ) {
    super(key);
  }
}
