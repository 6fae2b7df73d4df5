/** Names of a collection's own tables. Made from a number of ours, never from input. */
export const pointTable = (collectionNo: number): string => `egms.point_${collectionNo}`;
export const seriesTable = (collectionNo: number): string => `egms.series_${collectionNo}`;
