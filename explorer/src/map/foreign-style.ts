/** The style document of a base map of others, made ready to be a part of ours. Pure. */
import type { SourceSpecification, StyleSpecification } from 'maplibre-gl';

/**
 * Its addresses made whole: those in the document are relative to it, and ours is another.
 * Throws an Error that says what is wrong with a document that is no style: one such would leave the whole map empty.
 */
export function foreignStyle(content: unknown, address: string): StyleSpecification {
  const { version, sources, layers } = (isRecord(content) ? content : {}) as Partial<StyleSpecification>;
  if ((version as unknown) !== 8) throw new Error(`expected a style of version 8, got ${JSON.stringify(version)}`);
  if (!isRecord(sources)) throw new Error('its sources are missing');
  if (!Array.isArray(layers)) throw new Error('its layers are missing');
  const lost = layers.find((layer) => 'source' in layer && !Object.hasOwn(sources, String(layer.source)));
  if (lost) throw new Error(`its layer ${lost.id} has no source`);
  const style = content as StyleSpecification;
  const { glyphs, sprite } = style;
  return {
    ...style,
    sources: Object.fromEntries(Object.entries(style.sources).map(([id, source]) => [id, whole(source, address)])),
    ...(glyphs ? { glyphs: absolute(glyphs, address) } : {}),
    ...(typeof sprite === 'string' ? { sprite: absolute(sprite, address) } : {}),
  };
}

function whole(source: SourceSpecification, address: string): SourceSpecification {
  const { url, tiles, data } = source as { url?: unknown; tiles?: unknown; data?: unknown };
  return {
    ...source,
    ...(typeof url === 'string' ? { url: absolute(url, address) } : {}),
    ...(Array.isArray(tiles) ? { tiles: tiles.map((each) => absolute(String(each), address)) } : {}),
    ...(typeof data === 'string' ? { data: absolute(data, address) } : {}),
  } as SourceSpecification;
}

/** Braces of templates stay braces. */
const absolute = (url: string, address: string): string =>
  new URL(url, address).href.replaceAll('%7B', '{').replaceAll('%7D', '}');

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
