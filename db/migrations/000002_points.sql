-- Measurement points and their series: partitioned by collection; the 100 km cell leads every key, so that the tables
-- also distribute by cell. The id is the point's place on a Hilbert curve inside its cell, then product, then a tie
-- number: one B-tree serves boxes, paging and joins, and no geometry column or GiST index is needed.

create table egms.point (
  collection_no smallint not null,
  cell smallint not null,
  product_no smallint not null,
  id bigint not null,
  file_row integer not null,
  mp_type_m2 integer,
  line integer,
  pixel integer,
  cluster_label integer,
  longitude_deg double precision not null,
  latitude_deg double precision not null,
  easting_m double precision not null,
  northing_m double precision not null,
  height_m double precision,
  height_ellipsoid_m double precision,
  rmse_mm double precision,
  temporal_coherence double precision,
  amplitude_dispersion double precision,
  incidence_deg double precision,
  track_angle_deg double precision,
  los_east double precision,
  los_north double precision,
  los_up double precision,
  velocity_mm_per_year double precision,
  velocity_std_mm_per_year double precision,
  acceleration_mm_per_year2 double precision,
  acceleration_std_mm_per_year2 double precision,
  seasonality_mm double precision,
  seasonality_std_mm double precision,
  gnss_velocity_mm_per_year double precision,
  gnss_velocity_north_mm_per_year double precision,
  gnss_velocity_east_mm_per_year double precision,
  gnss_velocity_up_mm_per_year double precision,
  pid text collate "C" not null,
  primary key (collection_no, cell, id)
) partition by list (collection_no);
create unique index point_pid on egms.point (collection_no, pid, cell);
create index point_file_row on egms.point using brin (product_no, file_row) with (pages_per_range = 32);

comment on table egms.point is 'Measurement points without their series; one partition per collection';
comment on column egms.point.collection_no is 'Partition key (egms.collection)';
comment on column egms.point.cell is '100 km cell of EPSG:3035: floor(northing / 100 km) * 100 + floor(easting / 100 km)';
comment on column egms.point.product_no is 'The file the point came in (egms.product)';
comment on column egms.point.id is 'Hilbert index in the cell at 0.25 m (38 bits), product_no (15 bits), tie (9 bits)';
comment on column egms.point.file_row is 'Row in the file, from 0: exports keep the order';
comment on column egms.point.mp_type_m2 is '0 = PS, else effective area of the DS, m2';
comment on column egms.point.line is 'Line in the burst, pixel';
comment on column egms.point.pixel is 'Column in the burst, pixel';
comment on column egms.point.cluster_label is '0 = one cluster in the burst, else its number; L2a';
comment on column egms.point.longitude_deg is 'deg, WGS84';
comment on column egms.point.latitude_deg is 'deg, WGS84';
comment on column egms.point.easting_m is 'm, EPSG:3035';
comment on column egms.point.northing_m is 'm, EPSG:3035';
comment on column egms.point.height_m is 'm, orthometric, EGM2008';
comment on column egms.point.height_ellipsoid_m is 'm, above the WGS84 ellipsoid';
comment on column egms.point.rmse_mm is 'mm, residual of the cubic + annual model';
comment on column egms.point.temporal_coherence is '0..1, against the linear model';
comment on column egms.point.amplitude_dispersion is 'Standard deviation over mean of the amplitude';
comment on column egms.point.incidence_deg is 'deg, at the ground';
comment on column egms.point.track_angle_deg is 'deg, heading of the satellite';
comment on column egms.point.los_east is 'East part of the unit vector from ground to satellite';
comment on column egms.point.los_north is 'North part of the unit vector from ground to satellite';
comment on column egms.point.los_up is 'Up part of the unit vector from ground to satellite';
comment on column egms.point.velocity_mm_per_year is 'mm/yr; towards the satellite, up or east positive';
comment on column egms.point.velocity_std_mm_per_year is 'mm/yr';
comment on column egms.point.acceleration_mm_per_year2 is 'mm/yr2';
comment on column egms.point.acceleration_std_mm_per_year2 is 'mm/yr2';
comment on column egms.point.seasonality_mm is 'mm, amplitude of the annual term';
comment on column egms.point.seasonality_std_mm is 'mm';
comment on column egms.point.gnss_velocity_mm_per_year is 'mm/yr, A-EPND projected on the line of sight';
comment on column egms.point.gnss_velocity_north_mm_per_year is 'mm/yr; L3';
comment on column egms.point.gnss_velocity_east_mm_per_year is 'mm/yr; L3';
comment on column egms.point.gnss_velocity_up_mm_per_year is 'mm/yr; L3';
comment on column egms.point.pid is 'EGMS identifier, base 62';

create table egms.series (
  collection_no smallint not null,
  cell smallint not null,
  id bigint not null,
  displacement bytea not null,
  primary key (collection_no, cell, id)
) partition by list (collection_no);
alter table egms.series alter column displacement set storage external;
comment on table egms.series is 'Displacement series of egms.point, apart so that attribute queries stay lean';
comment on column egms.series.collection_no is 'As in egms.point';
comment on column egms.series.cell is 'As in egms.point';
comment on column egms.series.id is 'As in egms.point';
comment on column egms.series.displacement is
  'Format byte, then one value per epoch of the product: 1 = int16 little-endian, 0.1 mm, -32768 missing, -32767 negative zero; 2 = float64 little-endian, mm, NaN missing';
