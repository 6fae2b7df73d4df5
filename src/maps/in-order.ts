/** Work on some of many things at once, with the results in the order of the things. */

/**
 * Takes the next item only when fewer than `atOnce` results are under way or wait to be taken. Throws what the work of an
 * item throws, when its turn comes.
 */
export async function* inOrder<Item, Result>(
  items: Iterable<Item>,
  atOnce: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const underWay: Promise<Result>[] = [];
  for (const item of items) {
    const result = work(item);
    // Heard when its turn comes, or not at all when an earlier one fails.
    result.catch(() => {});
    underWay.push(result);
    if (underWay.length >= atOnce) yield await underWay.shift()!;
  }
  for (const result of underWay) yield await result;
}
