-- What happened to a project's issues, and where it stands; docs/design/traces.md.
create table log.issue_head (
  project text collate "C" primary key,
  sequence bigint not null
);

create table log.issue_event (
  project text collate "C" not null,
  sequence bigint not null,
  format integer not null,
  payload bytea not null,
  primary key (project, sequence)
);

-- Which batches changed an issue.
create table log.issue_change (
  project text collate "C" not null,
  issue bigint not null,
  sequence bigint not null,
  primary key (project, issue, sequence)
);

create table log.issue_snapshot (
  project text collate "C" primary key,
  sequence bigint not null,
  format integer not null,
  payload bytea not null,
  checksum bigint not null
);
