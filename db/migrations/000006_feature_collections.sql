-- Collections of features that processes compute and that are no measurement points: areas, outlines. Each has a table of
-- its own, egms.feature_<n>, with a typed column per property, so that filters, order and pages are those of any table.

create sequence egms.feature_table_no as integer;

create table egms.feature_collection (
  id text primary key,
  table_no integer not null unique,
  title text not null,
  description text not null,
  keywords jsonb not null,
  columns jsonb not null,
  feature_count integer not null,
  version bigint not null,
  modified timestamptz not null default clock_timestamp(),
  origin_job_id uuid not null
);
create index feature_collection_origin on egms.feature_collection (origin_job_id);
comment on table egms.feature_collection is 'Published collections of features that jobs computed; a newer edition has a table of its own and takes the place of the one before';
comment on column egms.feature_collection.id is 'Public id; never that of a collection in egms.collection that holds points';
comment on column egms.feature_collection.table_no is 'Its table is egms.feature_<n>; from egms.feature_table_no, never given twice';
comment on column egms.feature_collection.title is 'For people';
comment on column egms.feature_collection.description is 'For people: what the features are and how they were made';
comment on column egms.feature_collection.keywords is 'Array of texts';
comment on column egms.feature_collection.columns is 'What stands in the columns of the table, in order: name, type, title, description, unit, role';
comment on column egms.feature_collection.feature_count is 'Features in the table';
comment on column egms.feature_collection.version is 'The number of its table: grows with every edition, also after a withdrawal; feeds ETags';
comment on column egms.feature_collection.modified is 'When this edition was published';
comment on column egms.feature_collection.origin_job_id is 'Job that computed it';
