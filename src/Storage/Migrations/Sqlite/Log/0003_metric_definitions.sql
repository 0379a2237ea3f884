-- Several keys can be one metric: that which has the owner's id gives it its name. Infinite ends of a range are none. Bit k of sent_kinds: kind k was sent.
alter table metric add column owner integer not null default 0;
alter table metric add column min_value real not null default -9e999;
alter table metric add column max_value real not null default 9e999;
alter table metric add column sent_kinds integer not null default 0;
alter table metric add column kind_since integer not null default 0;

update metric set owner = metric_id, sent_kinds = 1 << kind;

-- How many keys a project may have, where an operator said so (else 0), and how many tables with new ones were refused.
create table metric_guard (
  project text primary key,
  max_metrics integer not null,
  refused integer not null
) without rowid;

-- Some of the keys that there was no room for.
create table metric_refused (
  project text not null,
  key text not null,
  refused integer not null,
  first_at integer not null,
  last_at integer not null,
  primary key (project, key)
) without rowid;
