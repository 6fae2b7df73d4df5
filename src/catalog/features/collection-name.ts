/** Names of collections: points and features share them, and a name means one thing at a time. */
import type { Database } from '../../db/database.js';
import { collectionTaken } from '../../errors.js';

type Querying = Pick<Database, 'query'>;

/** Until the caller's transaction ends nobody else publishes under the name, points or features. */
export async function holdName(client: Querying, id: string): Promise<void> {
  await client.query(`select pg_advisory_xact_lock(${LOCK})`, [id]);
}

/** As `holdName`, but others may publish points there: products of one collection are loaded side by side. */
export async function holdNameForPoints(client: Querying, id: string): Promise<void> {
  await client.query(`select pg_advisory_xact_lock_shared(${LOCK})`, [id]);
  await refuseFeatures(client, id);
}

const LOCK = `hashtext('egms.collection.id'), hashtext($1)`;

/** Throws `collectionTaken` for the name of a collection that holds features: points may not take it. */
export async function refuseFeatures(client: Querying, id: string): Promise<void> {
  const { rows } = await client.query('select 1 from egms.feature_collection where id = $1', [id]);
  if (rows.length > 0)
    throw collectionTaken(id, 'holds areas that a job has published; remove them, or give another name');
}

/** Throws `collectionTaken` for the name of a collection that holds points: features may not take it. */
export async function refusePoints(client: Querying, id: string): Promise<void> {
  const { rows } = await client.query('select 1 from egms.collection where id = $1 and point_count > 0', [id]);
  if (rows.length > 0) throw collectionTaken(id, 'holds measurement points; give the output another name');
}
