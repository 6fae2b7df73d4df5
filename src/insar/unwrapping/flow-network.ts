/** A network through which units flow, and what it costs. */

export interface FlowNetwork {
  readonly nodeCount: number;
  /** (nArcs) */
  readonly tail: Int32Array;
  readonly head: Int32Array;
}

export interface FlowCosts {
  /** (nArcs) of one unit from tail to head, and from head to tail; whole numbers, 0 or more. */
  readonly forward: Int32Array;
  readonly backward: Int32Array;
}
