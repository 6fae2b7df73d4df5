/** The collections that points come from, read box by box as the areas need them. */
import { type PointSelection, type SelectedProduct, selectPoints } from '../../src/catalog/points/point-selection.js';
import type { Database } from '../../src/db/database.js';
import { invalidParameter } from '../../src/errors.js';
import type { GroundBox } from '../../src/insar/area-statistics/ground-box.js';
import type { MeasuredPoints } from '../../src/insar/area-statistics/measured-points.js';
import type { CollectionInput } from '../../src/jobs/process.js';
import { attributeColumns } from '../../src/products/columns.js';
import type { AttributeName } from '../../src/products/point-batch.js';

export interface ProductPoints {
  /** Place of their product among `products`. */
  readonly product: number;
  readonly points: MeasuredPoints;
}

interface Source {
  readonly selection: PointSelection;
  readonly attributes: readonly AttributeName[];
  /** Places of its products among all, by number. */
  readonly placeOf: ReadonlyMap<number, number>;
}

const PLACE_ATTRIBUTES = ['longitudeDeg', 'latitudeDeg', 'eastingM', 'northingM'] as const;

/**
 * Throws `notFound` for a collection that does not exist and `invalidParameter` for an attribute that none of them has.
 * @param names of attributes, as published
 */
export async function openPointSources(
  database: Database,
  inputs: readonly CollectionInput[],
  names: readonly string[],
): Promise<PointSources> {
  const selections: PointSelection[] = [];
  for (const input of inputs) selections.push(await selectPoints(database, input));
  return new PointSources(selections, attributesByName(selections, names));
}

export class PointSources {
  /** Of all collections, in their order. */
  readonly products: readonly SelectedProduct[];
  readonly #sources: readonly Source[];

  constructor(
    readonly selections: readonly PointSelection[],
    attributes: readonly AttributeName[],
  ) {
    this.products = selections.flatMap(({ products }) => products);
    let before = 0;
    this.#sources = selections.map((selection) => {
      const placeOf = new Map(selection.products.map(({ productNo }, i) => [productNo, before + i]));
      before += selection.products.length;
      return { selection, attributes, placeOf };
    });
  }

  /** Of all collections: what is remembered of one edition says nothing of another. */
  get versions(): string {
    return this.selections.map(({ collection }) => collection.version).join();
  }

  /** The points of every collection in each of the boxes, which are disjoint. */
  async *read(
    boxes: readonly GroundBox[],
    { withValues, withSeries, signal }: { withValues: boolean; withSeries: boolean; signal: AbortSignal },
  ): AsyncGenerator<ProductPoints> {
    for (const box of boxes) {
      for (const { selection, attributes, placeOf } of this.#sources) {
        const wanted = withValues ? [...PLACE_ATTRIBUTES, ...attributes] : PLACE_ATTRIBUTES;
        for await (const block of selection.blocks({ attributes: wanted, withSeries, box, signal })) {
          const [longitudeDeg, latitudeDeg, eastingM, northingM, ...values] = block.attributes;
          const { dates, productNo } = block.product;
          const { count, displacementMm } = block;
          yield {
            product: placeOf.get(productNo)!,
            points: {
              count,
              longitudeDeg,
              latitudeDeg,
              eastingM,
              northingM,
              attributes: values,
              dates,
              displacementMm,
            },
          };
        }
      }
    }
  }
}

/** Attributes by the names of either header generation; each must be a number in at least one of the collections. */
function attributesByName(selections: readonly PointSelection[], names: readonly string[]): AttributeName[] {
  const published = selections.flatMap(({ collection }) => collection.properties);
  const byName = new Map(
    selections.flatMap(({ identity }) =>
      (['to-2019-2023', 'from-2020-2024'] as const).flatMap((generation) =>
        attributeColumns(identity.level, generation).map(({ name, attribute }) => [name, attribute] as const),
      ),
    ),
  );
  return names.map((name) => {
    const isPublished = published.some((property) => property.name === name || property.aliases?.includes(name));
    const attribute = isPublished ? byName.get(name) : undefined;
    if (attribute) return attribute;
    const known = [...new Set(published.map((property) => property.name))].filter((other) => byName.has(other));
    throw invalidParameter(
      'attributes',
      `no numeric attribute ${name} in these collections; known: ${known.join(', ')}`,
    );
  });
}
