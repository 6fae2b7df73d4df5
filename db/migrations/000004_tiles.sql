-- What tiles and maps are drawn from: points packed by the thousand, and cells that stand for them at small scales.
-- Written with each product, in its transaction, and removed with it.

create table egms.tile_chunk (
  collection_no smallint not null references egms.collection on delete cascade,
  cell smallint not null,
  product_no smallint not null,
  chunk_no integer not null,
  point_count integer not null,
  min_easting_m integer not null,
  min_northing_m integer not null,
  max_easting_m integer not null,
  max_northing_m integer not null,
  head_bytes integer not null,
  data bytea not null,
  primary key (collection_no, cell, product_no, chunk_no)
);
-- Already as small as quantised numbers are; compressing them again costs more than it saves.
alter table egms.tile_chunk alter column data set storage external;
create index tile_chunk_product on egms.tile_chunk (collection_no, product_no);
comment on table egms.tile_chunk is 'Points of a product in key order, some thousand to a row: a tile reads a few rows instead of thousands';
comment on column egms.tile_chunk.collection_no is 'See egms.collection';
comment on column egms.tile_chunk.cell is '100 km cell of EPSG:3035, as in egms.point; all points of a chunk lie in it';
comment on column egms.tile_chunk.product_no is 'The file the points came in (egms.product)';
comment on column egms.tile_chunk.chunk_no is 'Number within the product, from 0';
comment on column egms.tile_chunk.point_count is 'Points of the chunk';
comment on column egms.tile_chunk.min_easting_m is 'm, EPSG:3035, rounded down: no point lies west of it';
comment on column egms.tile_chunk.min_northing_m is 'm, EPSG:3035, rounded down: no point lies south of it';
comment on column egms.tile_chunk.max_easting_m is 'm, EPSG:3035, rounded up: no point lies east of it';
comment on column egms.tile_chunk.max_northing_m is 'm, EPSG:3035, rounded up: no point lies north of it';
comment on column egms.tile_chunk.head_bytes is 'bytes, of data as far as tiles of many points need it: places, pids and the first attributes';
comment on column egms.tile_chunk.data is 'Columns of the points: src/formats/point-chunk.ts';

create table egms.tile_overview (
  collection_no smallint not null references egms.collection on delete cascade,
  set_no smallint not null check (set_no between 1 and 3),
  zoom smallint not null,
  tile_row integer not null,
  tile_column integer not null,
  product_no smallint not null,
  part_no integer not null,
  cell_count integer not null,
  data bytea not null,
  primary key (collection_no, set_no, zoom, tile_row, tile_column, product_no, part_no)
);
alter table egms.tile_overview alter column data set storage external;
create index tile_overview_product on egms.tile_overview (collection_no, product_no);
comment on table egms.tile_overview is 'Cells of 1/64 of a tile with count, mean, extremes and the fastest point, per tile and product: small scales without the points';
comment on column egms.tile_overview.collection_no is 'See egms.collection';
comment on column egms.tile_overview.set_no is 'Tile matrix set: 1 WebMercatorQuad, 2 WorldCRS84Quad, 3 EuropeanETRS89_LAEAQuad';
comment on column egms.tile_overview.zoom is 'Tile matrix; up to the last one whose tiles hold cells';
comment on column egms.tile_overview.tile_row is 'Tile row, from the north';
comment on column egms.tile_overview.tile_column is 'Tile column, from the west';
comment on column egms.tile_overview.product_no is 'The file the points came in (egms.product)';
comment on column egms.tile_overview.part_no is 'Products of more than half a million points are summed in parts; readers add them up';
comment on column egms.tile_overview.cell_count is 'Cells of the row';
comment on column egms.tile_overview.data is 'Columns of the cells: src/formats/overview-cells.ts';

alter table egms.product add column tile_format smallint;
comment on column egms.product.tile_format is 'Format of its rows in egms.tile_chunk and egms.tile_overview; null or another than the program writes: to be built';
