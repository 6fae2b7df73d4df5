/** Where the rows of one product go. Table names are made from a number of ours, never from input. */
export interface LoadTarget {
  readonly collectionNo: number;
  readonly productNo: number;
  readonly epochCount: number;
  readonly pointTable: string;
  readonly seriesTable: string;
}

export const pointTable = (collectionNo: number): string => `egms.point_${collectionNo}`;
export const seriesTable = (collectionNo: number): string => `egms.series_${collectionNo}`;
