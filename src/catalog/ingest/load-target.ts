/** Where the rows of one product go. */
export interface LoadTarget {
  readonly collectionNo: number;
  readonly productNo: number;
  readonly epochCount: number;
  readonly pointTable: string;
  readonly seriesTable: string;
}
