/** What a layer of a map is drawn from, as the store holds it; the bytes lie in shared memory and are not copied. */

export type MapData = MapCells | MapPoints;

/** Cells of one zoom of a tile matrix set. */
export interface MapCells {
  readonly kind: 'cells';
  readonly setId: string;
  readonly zoom: number;
  readonly parts: readonly {
    readonly row: number;
    readonly column: number;
    readonly productNo: number;
    /** `decodeOverviewCells` reads them. */
    readonly bytes: Uint8Array;
  }[];
}

export interface MapPoints {
  readonly kind: 'points';
  /** Only the fronts of chunks were read. */
  readonly isFront: boolean;
  /** One zoom beyond the finest overview, where points still lie closer than pixels: squares stand for them, too. */
  readonly isDense: boolean;
  readonly parts: readonly {
    /** 100 km cell that the points lie in. */
    readonly cell: number;
    readonly productNo: number;
    /** `decodePointChunk` reads them. */
    readonly bytes: Uint8Array;
  }[];
}

/** Points as their series are found; arrays of one length. */
export interface SeriesKeys {
  readonly cell: Int16Array;
  /** See `geodesy/point-key.ts`. */
  readonly id: BigInt64Array;
  readonly productNo: Int32Array;
  /** (n, pidWidth) latin1, padded with NUL. */
  readonly pid: Uint8Array;
  readonly pidWidth: number;
}
