/** A collection may change between its description and what is read of it; then both are read again. */
import type { Catalog } from '../../../catalog/catalog.js';
import { ServiceError } from '../../../errors.js';

/** Publications that may come in between before the answer is given up. */
const MAX_ATTEMPTS = 3;

export async function attempted<Answer>(catalog: Catalog, answer: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await answer();
    } catch (error) {
      const isChange = error instanceof ServiceError && error.code === 'CollectionChanged';
      if (!isChange || attempt === MAX_ATTEMPTS) throw error;
      catalog.forget?.();
    }
  }
}
