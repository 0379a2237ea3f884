-- What happened to a project's issues, and where it stands; docs/design/traces.md.
create table issue_head (
  project text primary key,
  sequence integer not null
) without rowid;

create table issue_event (
  project text not null,
  sequence integer not null,
  format integer not null,
  payload blob not null,
  primary key (project, sequence)
);

-- Which batches changed an issue.
create table issue_change (
  project text not null,
  issue integer not null,
  sequence integer not null,
  primary key (project, issue, sequence)
) without rowid;

create table issue_snapshot (
  project text primary key,
  sequence integer not null,
  format integer not null,
  payload blob not null,
  checksum integer not null
);
