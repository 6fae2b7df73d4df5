/**
 * The resources of a pygeoapi file: tables that we serve, and what we do not offer, each with a way out.
 * All that is not offered is told at once, so that a file is mended in one go.
 */
import { invalidConfiguration } from '../errors.js';
import type { PostgresqlProviderContent, ProviderContent, ResourceContent } from './file-content.js';
import type { Notice } from './notice.js';
import { tableConnection, tableSchemas } from './table-connection.js';
import type { TableResource } from './table-resource.js';
import { chooseText, chooseWords } from './text.js';
import { type Survey, survey, validate } from './validation.js';
import type { Path, YamlFile } from './yaml-file.js';

export interface Unsupported {
  readonly path: Path;
  readonly detail: string;
  readonly hint: string;
}

export interface Resources {
  readonly tables: readonly TableResource[];
  readonly notices: readonly Notice[];
  readonly unsupported: readonly Unsupported[];
  /** What has no effect in the definitions of the tables. */
  readonly surveys: readonly Survey[];
}

/** Throws `invalidConfiguration` for resources that are wrong; those that are merely not offered are listed. */
export function readResources(
  file: YamlFile,
  resources: Readonly<Record<string, ResourceContent>>,
  languages: readonly string[],
): Resources {
  const tables: TableResource[] = [];
  const notices: Notice[] = [];
  const unsupported: Unsupported[] = [];
  const surveys: Survey[] = [];
  for (const [id, resource] of Object.entries(resources)) {
    const path: Path = ['resources', id];
    if (resource.type === 'process' && isBuiltIn(resource)) {
      const text = `${file.where(path)}: the process is served anyway, as every one below processes/`;
      notices.push({ level: 'info', text });
      continue;
    }
    if (resource.type !== 'collection') {
      unsupported.push(unsupportedResource(resource, path));
      continue;
    }
    const providers = (resource.providers ?? []).map((provider, index) => ({
      provider,
      path: [...path, 'providers', index],
    }));
    if (providers.length === 0) throw invalidConfiguration(file.where(path), '"providers" is missing');
    const candidates = providers.filter(({ provider }) => isTable(provider));
    const chosen = candidates.find(({ provider }) => provider.default) ?? candidates[0];
    for (const other of providers) {
      if (other === chosen) continue;
      const skipped = skippedProvider(other.provider);
      if (skipped) notices.push({ level: 'warn', text: `${file.where(other.path)}: ${skipped}` });
      else unsupported.push(unsupportedProvider(other.provider, other.path));
    }
    if (chosen) {
      tables.push(tableResource(file, id, resource, chosen.path, chosen.provider, languages, notices));
      surveys.push(survey('#/$defs/postgresqlProvider', chosen.provider, chosen.path));
    }
  }
  return { tables, notices, unsupported, surveys };
}

const isTable = (provider: ProviderContent) => provider.type === 'feature' && provider.name === 'PostgreSQL';

function skippedProvider(provider: ProviderContent): string | undefined {
  if (isTable(provider)) return 'skipped: a collection is served from one table, and another provider was chosen';
  if (provider.name === 'MVT-postgresql') return 'skipped: vector tiles of tables are not served yet';
  return undefined;
}

/** pygeoapi's names of processes that ship here, too. */
const isBuiltIn = ({ processor }: ResourceContent) => /^(HelloWorld|Echo)$/i.test(processor?.name ?? '');

function unsupportedResource(resource: ResourceContent, path: Path): Unsupported {
  if (resource.type === 'stac-collection') {
    return { path: [...path, 'type'], detail: 'STAC collections are not offered', hint: 'remove the resource' };
  }
  return {
    path: resource.processor ? [...path, 'processor', 'name'] : path,
    detail: `${resource.processor?.name ?? 'the process'} cannot run here`,
    hint: 'plug-ins written in Python need pygeoapi itself; remove the resource',
  };
}

function unsupportedProvider(provider: ProviderContent, path: Path): Unsupported {
  if (provider.name.includes('.')) {
    return {
      path: [...path, 'name'],
      detail: `${provider.name} cannot run here`,
      hint: 'plug-ins written in Python need pygeoapi itself; the provider PostgreSQL is offered',
    };
  }
  if (provider.type === 'feature') {
    return {
      path: [...path, 'name'],
      detail: `the provider ${provider.name} is not offered`,
      hint: 'load the data into PostGIS, for instance with ogr2ogr, and name the table with the provider PostgreSQL',
    };
  }
  return {
    path: [...path, 'type'],
    detail: `providers of type ${provider.type} are not offered (here: ${provider.name})`,
    hint: 'remove the provider; features from the provider PostgreSQL are offered',
  };
}

function tableResource(
  file: YamlFile,
  id: string,
  resource: ResourceContent,
  path: Path,
  candidate: ProviderContent,
  languages: readonly string[],
  notices: Notice[],
): TableResource {
  validate(file, '#/$defs/postgresqlProvider', candidate, path);
  const provider = candidate as PostgresqlProviderContent;
  const connection = tableConnection(provider);
  if (!connection) throw invalidConfiguration(file.where([...path, 'data']), 'host, port and dbname make no URL');
  const extents: Path = ['resources', id, 'extents'];
  return {
    id,
    where: file.where(path),
    title: chooseText(resource.title, languages) ?? id,
    description: chooseText(resource.description, languages) ?? '',
    keywords: chooseWords(resource.keywords, languages),
    links: (resource.links ?? []).map(({ href, rel, type, title, hreflang }) => ({
      href: chooseText(href, languages) ?? '',
      rel,
      type,
      title: chooseText(title, languages),
      hreflang,
    })),
    hidden: resource.visibility === 'hidden',
    bbox: spatialExtent(file, resource, [...extents, 'spatial'], notices),
    interval: temporalExtent(file, resource, [...extents, 'temporal']),
    connection,
    schemas: tableSchemas(provider),
    table: provider.table,
    idField: provider.id_field,
    geomField: provider.geom_field,
    timeField: provider.time_field,
    titleField: provider.title_field,
    properties: provider.properties,
    crs: provider.crs ?? [],
    storageCrs: provider.storage_crs,
    count: provider.count ?? true,
    limits: { defaultItems: resource.limits?.default_items, maxItems: resource.limits?.max_items },
  };
}

function spatialExtent(
  file: YamlFile,
  resource: ResourceContent,
  path: Path,
  notices: Notice[],
): TableResource['bbox'] {
  const spatial = resource.extents?.spatial;
  if (!spatial) return undefined;
  const { bbox, crs } = spatial;
  if (crs !== undefined && !/CRS84h?$/.test(crs)) {
    const text = `${file.where([...path, 'crs'])}: only CRS84 is read here; the extent is taken from the data`;
    notices.push({ level: 'warn', text });
    return undefined;
  }
  if (bbox.length === 5) throw invalidConfiguration(file.where([...path, 'bbox']), 'expected 4 or 6 numbers, got 5');
  return bbox.length === 6 ? [bbox[0], bbox[1], bbox[3], bbox[4]] : [bbox[0], bbox[1], bbox[2], bbox[3]];
}

function temporalExtent(file: YamlFile, resource: ResourceContent, path: Path): TableResource['interval'] {
  const temporal = resource.extents?.temporal;
  if (!temporal) return undefined;
  const { begin, end } = temporal;
  return [instant(begin, () => file.where([...path, 'begin'])), instant(end, () => file.where([...path, 'end']))];
}

/** RFC 3339; without a zone UTC is meant. Nothing and `..` are open. */
function instant(text: string | null | undefined, where: () => string): string | null {
  if (!text || text === '..') return null;
  const [whole, time, zone] =
    /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(?:\.\d+)?(Z|[+-]\d{2}:\d{2})?)?$/i.exec(text) ?? [];
  if (whole === undefined) {
    throw invalidConfiguration(where(), `expected a date or instant like 2020-01-31T12:00:00Z, got "${text}"`);
  }
  return time && !zone ? `${whole}Z` : whole;
}
