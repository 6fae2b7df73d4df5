-- Collections, the products they hold, and where each product's points lie.

create table egms.collection (
  collection_no smallint generated always as identity primary key,
  id text not null unique,
  level text not null check (level in ('L2a', 'L2b', 'L3')),
  geometry text not null check (geometry in ('ascending', 'descending', 'up', 'east')),
  release text not null check (release ~ '^[0-9]{4}-[0-9]{4}$'),
  header_generation text not null check (header_generation in ('to-2019-2023', 'from-2020-2024')),
  version bigint not null default 0,
  modified timestamptz not null default now(),
  point_count bigint not null default 0,
  last_product_no smallint not null default 0,
  unique (level, geometry, release)
);
comment on table egms.collection is 'One level, geometry and release: what the API publishes as a collection';
comment on column egms.collection.collection_no is 'Number in table names and keys: egms.point_<n>, egms.series_<n>';
comment on column egms.collection.id is 'Public id, as l2b-descending-2020-2024';
comment on column egms.collection.level is 'EGMS product level: L2a Basic, L2b Calibrated, L3 Ortho';
comment on column egms.collection.geometry is 'Orbit direction of level 2, component of level 3';
comment on column egms.collection.release is 'Nominal first and last year';
comment on column egms.collection.header_generation is 'Which EGMS column names the API publishes';
comment on column egms.collection.version is 'Grows with every published change; feeds ETags';
comment on column egms.collection.modified is 'Time of the last published change';
comment on column egms.collection.point_count is 'Points of all products';
comment on column egms.collection.last_product_no is 'Highest product number given out';

create table egms.product (
  collection_no smallint not null references egms.collection on delete cascade,
  product_no smallint not null check (product_no between 1 and 32767),
  name text not null,
  product_key text not null,
  redelivery smallint not null,
  track smallint,
  burst_cycle smallint,
  swath smallint,
  polarisation text,
  tile text,
  dates integer[] not null,
  point_count integer not null,
  west double precision not null,
  south double precision not null,
  east double precision not null,
  north double precision not null,
  header jsonb not null,
  dialect jsonb not null,
  metadata jsonb,
  warnings jsonb not null,
  is_synthetic boolean not null default false,
  source_name text not null,
  source_bytes bigint not null,
  source_sha256 text not null,
  csv_bytes bigint not null,
  csv_crc32 bigint not null,
  software_version text not null,
  published timestamptz not null default now(),
  primary key (collection_no, product_no),
  unique (collection_no, product_key)
);
comment on column egms.product.collection_no is 'The collection that holds the product';
comment on table egms.product is 'One delivered file: a burst of level 2 or a 100 km tile of level 3';
comment on column egms.product.product_no is 'Number within the collection; 15 bits of every point id';
comment on column egms.product.name is 'EGMS file name without extension';
comment on column egms.product.product_key is 'File name without redelivery number: what a redelivery replaces';
comment on column egms.product.redelivery is 'z of the file name; 0 when the name carries none';
comment on column egms.product.track is 'Relative orbit; level 2';
comment on column egms.product.burst_cycle is 'EGMS burst cycle; level 2';
comment on column egms.product.swath is 'Sub-swath 1..3; level 2';
comment on column egms.product.polarisation is 'HH, HV, VH or VV; level 2';
comment on column egms.product.tile is 'South-west corner in units of 100 km, as E45N17; level 3';
comment on column egms.product.dates is 'Epochs as YYYYMMDD, ascending; every series of the product has one value for each';
comment on column egms.product.point_count is 'Points in the file';
comment on column egms.product.west is 'deg, CRS84';
comment on column egms.product.south is 'deg, CRS84';
comment on column egms.product.east is 'deg, CRS84';
comment on column egms.product.north is 'deg, CRS84';
comment on column egms.product.header is 'Column order and header generation of the file';
comment on column egms.product.dialect is 'Newlines and number styles of the file, so that an export is the same bytes';
comment on column egms.product.metadata is 'Content of the XML header, elements in order';
comment on column egms.product.warnings is 'What the reader noticed and how often';
comment on column egms.product.is_synthetic is 'Made for demonstration, not measured';
comment on column egms.product.source_name is 'Name of the file that was handed in, without folder';
comment on column egms.product.source_bytes is 'bytes, of that file';
comment on column egms.product.csv_bytes is 'bytes, of the CSV inside';
comment on column egms.product.source_sha256 is 'SHA-256 of the file as it was handed in, hexadecimal';
comment on column egms.product.csv_crc32 is 'CRC-32 of the CSV inside';
comment on column egms.product.software_version is 'Version of Open EGMS that wrote the rows';
comment on column egms.product.published is 'When the product became visible';

create table egms.product_cell (
  collection_no smallint not null,
  product_no smallint not null,
  cell smallint not null,
  point_count integer not null,
  primary key (collection_no, cell, product_no),
  foreign key (collection_no, product_no) references egms.product on delete cascade
);
comment on table egms.product_cell is 'Points of each product in each 100 km cell: which cells a query may skip, and what a cell holds';
comment on column egms.product_cell.collection_no is 'See egms.product';
comment on column egms.product_cell.product_no is 'See egms.product';
comment on column egms.product_cell.point_count is 'Points of the product in the cell';
comment on column egms.product_cell.cell is '100 km cell of EPSG:3035: floor(northing / 100 km) * 100 + floor(easting / 100 km)';

create table egms.ingest_event (
  event_no bigint generated always as identity primary key,
  happened timestamptz not null default now(),
  action text not null check (action in ('published', 'replaced', 'removed')),
  collection_id text not null,
  product_name text not null,
  source_name text not null,
  source_sha256 text not null,
  point_count integer not null,
  software_version text not null
);
comment on table egms.ingest_event is 'What was published, replaced or removed and when; never updated';
comment on column egms.ingest_event.event_no is 'In order of happening';
comment on column egms.ingest_event.happened is 'When';
comment on column egms.ingest_event.action is 'published, replaced by a newer edition, or removed';
comment on column egms.ingest_event.collection_id is 'Public id of the collection';
comment on column egms.ingest_event.product_name is 'EGMS file name without extension';
comment on column egms.ingest_event.source_name is 'File it came from';
comment on column egms.ingest_event.source_sha256 is 'SHA-256 of that file, hexadecimal';
comment on column egms.ingest_event.point_count is 'Points it held';
comment on column egms.ingest_event.software_version is 'Version of Open EGMS that did it';
