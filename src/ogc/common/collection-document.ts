/** What the API says of one collection. */
import type { ICollection } from '@ogcapi-js/features';
import type { Collection } from '../../catalog/collection.js';
import { crsByUri } from '../../geodesy/crs.js';
import { transformBox } from '../../geodesy/transform.js';
import type { ServiceMetadata } from '../../http/http-config.js';
import { type Link, type Links, pathOf } from '../../http/links.js';
import { orderedBox } from './bounding-box.js';
import type { Standard } from './standard.js';

const CRS84 = 'http://www.opengis.net/def/crs/OGC/1.3/CRS84';
const GREGORIAN = 'http://www.opengis.net/def/uom/ISO-8601/0/Gregorian';

export interface CollectionDocument extends Omit<ICollection, 'links'> {
  readonly title: string;
  readonly description: string;
  readonly keywords: readonly string[];
  readonly extent: {
    readonly spatial?: SpatialExtent;
    readonly temporal?: { readonly interval: readonly (readonly (string | null)[])[]; readonly trs: string };
  };
  readonly itemCount?: number;
  /** Last change, RFC 3339. */
  readonly updated: string;
  readonly egms?: Collection['identity'] & { readonly epochs: number };
  readonly links: Link[];
}

export interface SpatialExtent {
  readonly bbox: readonly (readonly number[])[];
  readonly crs: string;
  /** In the system of the store, in the axis order of its authority (OGC 20-058). */
  readonly storageCrsBbox?: readonly (readonly number[])[];
}

export interface DescriptionSetting {
  readonly links: Links;
  readonly standards: readonly Standard[];
  readonly license?: ServiceMetadata['license'];
}

/** The same whether it stands alone or in the list: the conformance suite compares the two. */
export function collectionDocument(collection: Collection, setting: DescriptionSetting): CollectionDocument {
  const { id, title, description, keywords, identity, itemCount, crs, storageCrs, modified } = collection;
  return {
    id,
    title,
    description,
    keywords,
    extent: extentOf(collection),
    itemType: 'feature',
    itemCount,
    crs: [...crs],
    storageCrs,
    updated: modified.toISOString(),
    egms: identity && { ...identity, epochs: collection.dates.length },
    ...membersOfStandards(collection, setting),
    links: collectionLinks(collection, setting),
  };
}

const membersOfStandards = (collection: Collection, { links, standards }: DescriptionSetting) =>
  Object.assign({}, ...standards.map((standard) => standard.collectionMembers?.(collection, links) ?? {})) as Readonly<
    Record<string, unknown>
  >;

function collectionLinks(collection: Collection, { links, standards, license }: DescriptionSetting): Link[] {
  const path = `/collections${pathOf(collection.id)}`;
  return [
    { rel: 'self', type: 'application/json', title: 'This document as JSON', href: links.to(path) },
    { rel: 'alternate', type: 'text/html', title: 'This document as HTML', href: links.to(path, { f: 'html' }) },
    { rel: 'root', type: 'application/json', title: 'The landing page', href: links.to('/') },
    ...standards.flatMap((standard) => standard.collectionLinks?.(collection, links) ?? []),
    ...(license?.url ? [{ rel: 'license', type: 'text/html', title: license.name, href: license.url }] : []),
    ...collection.links,
  ];
}

/** An empty collection has no box; what has no time has no interval. */
function extentOf({ bbox, storageCrs, interval: [start, end] }: Collection): CollectionDocument['extent'] {
  const hasTime = start !== null || end !== null;
  return {
    spatial: bbox && spatialExtent(bbox, storageCrs),
    temporal: hasTime ? { interval: [[dayStart(start), dayEnd(end)]], trs: GREGORIAN } : undefined,
  };
}

/** A box of CRS84, and the one that holds it in the system of the store where that is another. */
export function spatialExtent(bbox: NonNullable<Collection['bbox']>, storageCrs: string): SpatialExtent {
  const [minX, minY, maxX, maxY] = bbox;
  const crs = crsByUri(storageCrs);
  const stored =
    crs && crs.uri !== CRS84 ? orderedBox(transformBox({ minX, minY, maxX, maxY }, CRS84, crs), crs) : undefined;
  return {
    bbox: [[...bbox]],
    crs: CRS84,
    ...(stored?.every(Number.isFinite) && { storageCrsBbox: [stored] }),
  };
}

/** The schema of the standard wants date-times; an epoch is a day. */
const dayStart = (moment: string | null): string | null => (isDate(moment) ? `${moment}T00:00:00Z` : moment);
const dayEnd = (moment: string | null): string | null => (isDate(moment) ? `${moment}T23:59:59Z` : moment);
const isDate = (moment: string | null): boolean => moment?.length === 10;
