-- Styles that keepers of a collection have stored, and which style is its default. They belong to the name of the
-- collection: a newer edition of its products, or of a computed collection, is drawn as the one before.

create table egms.style_set (
  collection_id text primary key references egms.collection (id) on update cascade on delete cascade,
  version bigint not null default 0,
  default_style_id text,
  modified timestamptz not null default clock_timestamp()
);
comment on table egms.style_set is 'The stored styles of a collection as a whole; absent: none was ever stored. Goes when the collection is withdrawn and holds nothing any more';
comment on column egms.style_set.collection_id is 'Public id (egms.collection.id)';
comment on column egms.style_set.version is 'Grows with every change of the styles or of the default; feeds ETags and caches';
comment on column egms.style_set.default_style_id is 'Style that maps are drawn in when none is named: a stored one or one of the program; null: the first of the program';
comment on column egms.style_set.modified is 'Time of the last change';

create table egms.style (
  collection_id text not null references egms.style_set on update cascade on delete cascade,
  style_id text not null check (style_id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
  document jsonb not null,
  version bigint not null,
  created timestamptz not null default clock_timestamp(),
  modified timestamptz not null default clock_timestamp(),
  primary key (collection_id, style_id)
);
comment on table egms.style is 'A stored style; one that has the id of a style of the program takes its place';
comment on column egms.style.collection_id is 'See egms.style_set';
comment on column egms.style.style_id is 'Name in STYLES and in URLs';
comment on column egms.style.document is 'The style, all members checked and defaults filled in: src/render/style.ts';
comment on column egms.style.version is 'Version of the set at the last change of this style';
comment on column egms.style.created is 'When it was first stored under this id';
comment on column egms.style.modified is 'When it was last replaced';
