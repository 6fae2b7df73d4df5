-- Jobs of OGC API Processes: the queue, what each job was asked, how far it is, what came out. These rows are the
-- truth: any number of servers and workers share them, and any of them may be killed at any moment.

create table egms.job (
  job_id uuid primary key,
  job_no bigint generated always as identity unique,
  process_id text not null,
  process_version text not null,
  owner text not null,
  status text not null default 'accepted' check (status in ('accepted', 'running', 'successful', 'failed', 'dismissed')),
  mode text not null check (mode in ('sync', 'async')),
  priority smallint not null default 0 check (priority between -100 and 100),
  request json not null,
  request_sha256 text not null,
  idempotency_key text,
  parent_job_id uuid references egms.job on delete cascade,
  schedule_id text,
  created timestamptz not null default clock_timestamp(),
  not_before timestamptz,
  started timestamptz,
  finished timestamptz,
  updated timestamptz not null default clock_timestamp(),
  expires timestamptz,
  progress real not null default 0 check (progress between 0 and 100),
  phase text,
  message text,
  attempt integer not null default 0,
  fruitless_attempts integer not null default 0,
  lease_holder text,
  lease_until timestamptz,
  error jsonb,
  provenance json,
  software_version text,
  unique (owner, idempotency_key),
  check ((status = 'running') = (lease_holder is not null)),
  check ((status in ('successful', 'failed', 'dismissed')) = (finished is not null))
);
-- The queue is short beside the history: these indexes hold only what a claim looks at.
create index job_queue on egms.job (priority desc, job_no) where status = 'accepted';
create index job_lease on egms.job (lease_until) where status = 'running';
create index job_parent on egms.job (parent_job_id) where parent_job_id is not null;
create index job_expiry on egms.job (expires) where expires is not null;
create index job_owner on egms.job (owner, job_no);

comment on table egms.job is 'Executions of processes, waiting, running and done';
comment on column egms.job.job_id is 'Public id; random, because who knows it may read the job';
comment on column egms.job.job_no is 'In order of acceptance: the order of lists and of the queue';
comment on column egms.job.process_id is 'Folder name under processes/';
comment on column egms.job.process_version is 'Version of the process description when the job was accepted';
comment on column egms.job.owner is 'Who asked: local, schedule, or the first characters of the digest of an API key';
comment on column egms.job.status is 'As in OGC API Processes: accepted waits, running is leased, the others are final';
comment on column egms.job.mode is 'sync: a client waits for the result';
comment on column egms.job.priority is 'Higher goes first; equal ones in order of acceptance';
comment on column egms.job.request is 'The execution request as it was validated, secrets included; json, not jsonb: members keep their order';
comment on column egms.job.request_sha256 is 'SHA-256 of the canonical request, hexadecimal';
comment on column egms.job.idempotency_key is 'Idempotency-Key header: the same key of the same owner is the same job';
comment on column egms.job.parent_job_id is 'The job whose input this one computes';
comment on column egms.job.schedule_id is 'The schedule that started it';
comment on column egms.job.created is 'When it was accepted';
comment on column egms.job.not_before is 'Earliest next attempt, after one that met a passing fault';
comment on column egms.job.started is 'First attempt';
comment on column egms.job.finished is 'When it ended, one way or another';
comment on column egms.job.updated is 'Last change that a client can see';
comment on column egms.job.expires is 'When its results are removed';
comment on column egms.job.progress is '%, never falls';
comment on column egms.job.phase is 'Step the process is in, in its own words';
comment on column egms.job.message is 'One line for people';
comment on column egms.job.attempt is 'How often a worker has taken it up; fences off workers that lost their lease';
comment on column egms.job.fruitless_attempts is 'Attempts in a row that ended without a new checkpoint';
comment on column egms.job.lease_holder is 'Worker that runs it: host, process and a random part';
comment on column egms.job.lease_until is 'Taken up by another worker when this has passed';
comment on column egms.job.error is 'Problem document of a failed job';
comment on column egms.job.provenance is 'What was used and made, with versions and checksums; the API writes PROV from it';
comment on column egms.job.software_version is 'Version of Open EGMS that ran it';

create table egms.job_checkpoint (
  job_id uuid not null references egms.job on delete cascade,
  key text not null,
  value json not null,
  made timestamptz not null default clock_timestamp(),
  primary key (job_id, key)
);
comment on table egms.job_checkpoint is 'Steps that a job need not repeat when it is taken up again';
comment on column egms.job_checkpoint.job_id is 'The job';
comment on column egms.job_checkpoint.key is 'Step, in the words of the process';
comment on column egms.job_checkpoint.value is 'What the step found, members in their order, so that a job taken up again gives the same bytes; larger things lie in the job''s folder and are named here with their checksum';
comment on column egms.job_checkpoint.made is 'When';

create table egms.job_log (
  job_id uuid not null references egms.job on delete cascade,
  line_no bigint generated always as identity,
  logged timestamptz not null default clock_timestamp(),
  level text not null check (level in ('debug', 'info', 'warn', 'error')),
  message text not null,
  primary key (job_id, line_no)
);
comment on table egms.job_log is 'What a job said while it ran';
comment on column egms.job_log.job_id is 'The job';
comment on column egms.job_log.line_no is 'In order of writing; not without gaps';
comment on column egms.job_log.logged is 'When';
comment on column egms.job_log.level is 'debug, info, warn or error';
comment on column egms.job_log.message is 'One line';

create table egms.job_result (
  job_id uuid not null references egms.job on delete cascade,
  output_id text not null,
  media_type text not null,
  content bytea,
  file_name text,
  collection_id text,
  bytes bigint,
  sha256 text,
  primary key (job_id, output_id),
  check (num_nonnulls(content, file_name, collection_id) = 1)
);
comment on table egms.job_result is 'Outputs of successful jobs: small ones here, large ones as files in the job''s folder, others as collections';
comment on column egms.job_result.job_id is 'The job';
comment on column egms.job_result.output_id is 'Name in the process description';
comment on column egms.job_result.media_type is 'Of the content';
comment on column egms.job_result.content is 'The bytes, when they are few';
comment on column egms.job_result.file_name is 'File in the job''s folder of the shared storage';
comment on column egms.job_result.collection_id is 'Published collection';
comment on column egms.job_result.bytes is 'Size of the content or the file';
comment on column egms.job_result.sha256 is 'Of the content or the file, hexadecimal';

create table egms.job_callback (
  callback_no bigint generated always as identity primary key,
  job_id uuid not null references egms.job on delete cascade,
  kind text not null check (kind in ('success', 'progress', 'failure')),
  url text not null,
  due timestamptz not null default clock_timestamp(),
  attempt integer not null default 0,
  delivered timestamptz,
  given_up text
);
create index job_callback_due on egms.job_callback (due) where delivered is null and given_up is null;
comment on table egms.job_callback is 'Messages to the subscribers of jobs: written with the change they tell of, sent afterwards';
comment on column egms.job_callback.callback_no is 'In order of writing';
comment on column egms.job_callback.job_id is 'The job';
comment on column egms.job_callback.kind is 'Which address of the subscriber';
comment on column egms.job_callback.url is 'Where to';
comment on column egms.job_callback.due is 'Next attempt';
comment on column egms.job_callback.attempt is 'Attempts made';
comment on column egms.job_callback.delivered is 'When the subscriber accepted it';
comment on column egms.job_callback.given_up is 'Why it will not be tried again';

create table egms.schedule (
  schedule_id text primary key,
  cron text not null,
  time_zone text not null default 'UTC',
  process_id text not null,
  request json not null,
  enabled boolean not null default true,
  origin text not null check (origin in ('config', 'admin')),
  modified timestamptz not null default clock_timestamp()
);
comment on table egms.schedule is 'Executions that start by themselves';
comment on column egms.schedule.schedule_id is 'Public id';
comment on column egms.schedule.cron is 'Five or six fields, as node-cron reads them';
comment on column egms.schedule.time_zone is 'IANA name in which the fields are meant';
comment on column egms.schedule.process_id is 'Folder name under processes/';
comment on column egms.schedule.request is 'Execution request';
comment on column egms.schedule.enabled is 'False: kept, not started';
comment on column egms.schedule.origin is 'config: written by the configuration file, which replaces it at every start; admin: by the API';
comment on column egms.schedule.modified is 'Last change';

create table egms.schedule_firing (
  schedule_id text not null references egms.schedule on delete cascade,
  due timestamptz not null,
  job_id uuid,
  primary key (schedule_id, due)
);
comment on table egms.schedule_firing is 'Which starts of a schedule have happened: every instance fires, one inserts the row';
comment on column egms.schedule_firing.schedule_id is 'The schedule';
comment on column egms.schedule_firing.due is 'The second for which it was due';
comment on column egms.schedule_firing.job_id is 'The job it started; null when the request was refused';

-- Results of jobs are collections like any other, under a name of their own.
alter table egms.collection
  add column title text,
  add column origin_job_id uuid,
  drop constraint collection_level_geometry_release_key;
comment on column egms.collection.title is 'Title given by the process that made it; null: made from level, geometry and release';
comment on column egms.collection.origin_job_id is 'Job that computed it; null: ingested as EGMS delivered it';
