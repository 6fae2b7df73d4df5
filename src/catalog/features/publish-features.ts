/**
 * Features that a process computed, published as a collection: whole, in the transaction that ends the job, or not at all.
 * A later edition is a new table; whoever reads the one before ends first, and the next question finds the new one.
 */
import type { PoolClient } from 'pg';
import { Bindings, quoteIdentifier } from '../sql-text.js';
import { holdName, refusePoints } from './collection-name.js';
import {
  checkColumns,
  type FeatureColumn,
  featureTable,
  GEOMETRY_COLUMN,
  ID_COLUMN,
  SQL_TYPES,
} from './feature-table.js';

export interface ComputedFeature {
  /** Unique within the collection. */
  readonly id: string;
  /** GeoJSON, CRS84 degrees. */
  readonly geometry: { readonly type: string; readonly coordinates: unknown };
  /** By the names of the columns; absent is null. */
  readonly properties: Readonly<Record<string, string | number | null | undefined>>;
}

export interface FeatureCollectionContent {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly keywords: readonly string[];
  readonly geometryType: 'Point' | 'LineString' | 'Polygon' | 'MultiPolygon';
  readonly columns: readonly FeatureColumn[];
  /** In the order in which they are to lie in the table. */
  readonly features: Iterable<ComputedFeature>;
}

export interface FeatureOptions {
  readonly jobId: string;
  readonly signal?: AbortSignal;
  /** Called after every batch that the database has taken. */
  readonly onLoaded?: (featureCount: number) => void;
}

export interface PublishedFeatures {
  readonly id: string;
  readonly version: string;
  readonly featureCount: number;
}

/** Of one statement, as text: some hundreds of areas, some ten milliseconds of a client's time. */
const BATCH_CHARACTERS = 1 << 19;

/**
 * Publishes inside the caller's transaction; features that stood under the name are replaced. Throws `collectionTaken`
 * for the name of a collection that holds points.
 */
export async function publishFeatures(
  client: PoolClient,
  content: FeatureCollectionContent,
  { jobId, signal, onLoaded }: FeatureOptions,
): Promise<PublishedFeatures> {
  const { id, columns } = content;
  checkColumns(columns);
  await client.query('set local statement_timeout = 0');
  await holdName(client, id);
  await refusePoints(client, id);
  const { rows } = await client.query<{ no: number }>(`select nextval('egms.feature_table_no')::int as no`);
  const tableNo = rows[0].no;
  const table = `egms.${featureTable(tableNo)}`;
  await makeTable(client, table, content);
  let featureCount = 0;
  for (const batch of batches(content.features)) {
    signal?.throwIfAborted();
    await client.query(insertStatement(table, columns, batch.json));
    featureCount += batch.count;
    onLoaded?.(featureCount);
  }
  // After the rows: building it at once is faster, and its pages are full.
  await client.query(`create index on ${table} using gist (${GEOMETRY_COLUMN})`);
  await client.query(`analyze ${table}`);
  await dropTables(client, await forget(client, 'id = $1', id));
  await client.query(
    `insert into egms.feature_collection
       (id, table_no, title, description, keywords, columns, feature_count, version, origin_job_id)
     values ($1, $2::int, $3, $4, $5, $6, $7, $2::int, $8)`,
    [
      id,
      tableNo,
      content.title,
      content.description,
      JSON.stringify(content.keywords),
      JSON.stringify(columns),
      featureCount,
      jobId,
    ],
  );
  return { id, version: String(tableNo), featureCount };
}

/** Removes what a job published, inside the caller's transaction. Returns the names of the collections. */
export async function withdrawFeatures(client: PoolClient, jobId: string): Promise<readonly string[]> {
  const gone = await forget(client, 'origin_job_id = $1', jobId);
  await dropTables(client, gone);
  return gone.map(({ id }) => id);
}

async function makeTable(
  client: PoolClient,
  table: string,
  { geometryType, columns }: FeatureCollectionContent,
): Promise<void> {
  const own = columns.map(({ name, type }) => `${quoteIdentifier(name)} ${SQL_TYPES[type]}`);
  await client.query(
    `create table ${table} (${[`${ID_COLUMN} text primary key`, ...own].join(', ')},
       ${GEOMETRY_COLUMN} geometry(${geometryType}, 4326) not null)`,
  );
}

function* batches(features: Iterable<ComputedFeature>): Generator<{ readonly json: string; readonly count: number }> {
  let texts: string[] = [];
  let characters = 0;
  for (const { id, geometry, properties } of features) {
    const text = JSON.stringify({ ...properties, [ID_COLUMN]: id, [GEOMETRY_COLUMN]: geometry });
    texts.push(text);
    characters += text.length;
    if (characters < BATCH_CHARACTERS) continue;
    yield { json: `[${texts.join(',')}]`, count: texts.length };
    [texts, characters] = [[], 0];
  }
  if (texts.length > 0) yield { json: `[${texts.join(',')}]`, count: texts.length };
}

function insertStatement(table: string, columns: readonly FeatureColumn[], json: string) {
  const bindings = new Bindings();
  const names = columns.map(({ name }) => quoteIdentifier(name));
  const typed = columns.map(({ type }, i) => `${names[i]} ${SQL_TYPES[type]}`);
  const into = [ID_COLUMN, ...names, GEOMETRY_COLUMN].join(', ');
  const from = [ID_COLUMN, ...names, `ST_SetSRID(ST_GeomFromGeoJSON(${GEOMETRY_COLUMN}::text), 4326)`].join(', ');
  const record = [`${ID_COLUMN} text`, ...typed, `${GEOMETRY_COLUMN} json`].join(', ');
  const text = `insert into ${table} (${into}) select ${from}
    from json_to_recordset(${bindings.add(json)}::json) as r(${record})`;
  return { text, values: bindings.values };
}

interface Forgotten {
  readonly id: string;
  readonly table_no: number;
}

async function forget(client: PoolClient, condition: string, value: string): Promise<readonly Forgotten[]> {
  const { rows } = await client.query<{ id: string; table_no: number }>(
    `delete from egms.feature_collection where ${condition} returning id, table_no`,
    [value],
  );
  return rows;
}

async function dropTables(client: PoolClient, gone: readonly Forgotten[]): Promise<void> {
  for (const { table_no: tableNo } of gone) await client.query(`drop table egms.${featureTable(tableNo)}`);
}
