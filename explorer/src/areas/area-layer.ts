/** A collection that is drawn from its features: which are shown stands in the address, where anybody may have written it. */
import { type Application, setTool } from '../application.js';

export interface AreaLayer {
  readonly collection: string;
  readonly isHidden?: boolean;
}

/** Name of the tool in the address. */
export const AREAS_TOOL = 'areas';
const MOST_AREAS = 12;

/** What makes no sense is left out. */
export function readAreaLayers(content: unknown): readonly AreaLayer[] {
  if (!Array.isArray(content)) return [];
  const read = content.slice(0, MOST_AREAS).flatMap((each: unknown): AreaLayer[] => {
    const { id, off } = (typeof each === 'object' && each !== null ? each : {}) as Record<string, unknown>;
    if (typeof id !== 'string' || id === '' || id.length > 255) return [];
    return [{ collection: id, ...(off === true ? { isHidden: true } : {}) }];
  });
  return read.filter(({ collection }, i) => read.findIndex((other) => other.collection === collection) === i);
}

export const areaLayersOf = (app: Application): readonly AreaLayer[] =>
  readAreaLayers(app.state.get().tools[AREAS_TOOL]);

export function setAreaLayers(app: Application, layers: readonly AreaLayer[]): void {
  const content = layers.map(({ collection, isHidden }) => ({ id: collection, ...(isHidden ? { off: true } : {}) }));
  setTool(app, AREAS_TOOL, content.length > 0 ? content : undefined);
}

/** On top of the others; shown if it was hidden. */
export const addAreaLayer = (app: Application, collection: string): void =>
  setAreaLayers(app, [{ collection }, ...areaLayersOf(app).filter((layer) => layer.collection !== collection)]);
