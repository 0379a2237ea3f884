-- Several keys can be one metric: that which has the owner's id gives it its name. Infinite ends of a range are none. Bit k of sent_kinds: kind k was sent.
alter table log.metric
  add column owner integer not null default 0,
  add column min_value double precision not null default '-infinity',
  add column max_value double precision not null default 'infinity',
  add column sent_kinds integer not null default 0,
  add column kind_since bigint not null default 0;

update log.metric set owner = metric_id, sent_kinds = 1 << kind;

-- How many keys a project may have, where an operator said so (else 0), and how many tables with new ones were refused.
create table log.metric_guard (
  project text collate "C" primary key,
  max_metrics integer not null,
  refused bigint not null
);

-- Some of the keys that there was no room for.
create table log.metric_refused (
  project text collate "C" not null,
  key text collate "C" not null,
  refused bigint not null,
  first_at bigint not null,
  last_at bigint not null,
  primary key (project, key)
);
