/** The yardstick: vector tiles as ten lines make them with PostGIS, from a table with an indexed geometry. */
import { createServer, type Server } from 'node:http';
import pg from 'pg';

const TILE = `with tile as (select st_tileenvelope($1, $2, $3) as box)
  select st_asmvt(f.*, 'points') as mvt from (
    select pid, mean_velocity, temporal_coherence, height, st_asmvtgeom(geom, box) as geom
    from public.bench_mvt, tile where geom && box) f`;

export async function asMvtServer(url: string, port: number): Promise<{ server: Server; pool: pg.Pool }> {
  const pool = new pg.Pool({ connectionString: url, max: 10 });
  const server = createServer(async (request, response) => {
    const [z, x, y] = request.url!.split('/').slice(1).map(Number);
    const { rows } = await pool.query({ name: 'tile', text: TILE, values: [z, x, y] });
    response.setHeader('Content-Type', 'application/vnd.mapbox-vector-tile');
    response.end(rows[0].mvt);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return { server, pool };
}

/** The table of the yardstick, from the points of a collection. */
export async function makeMvtTable(client: pg.ClientBase | pg.Pool, pointTable: string): Promise<void> {
  await client.query(`drop table if exists public.bench_mvt`);
  await client.query(`create table public.bench_mvt as select pid, velocity_mm_per_year as mean_velocity, temporal_coherence,
    height_m as height, st_transform(st_setsrid(st_makepoint(longitude_deg, latitude_deg), 4326), 3857) as geom
    from ${pointTable} order by cell, id`);
  await client.query('create index on public.bench_mvt using gist (geom)');
  await client.query('vacuum analyze public.bench_mvt');
}
