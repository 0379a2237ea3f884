-- Traces and what is counted of them; docs/design/traces.md. Kinds are entry types, states Fleet.Domain.Traces.TraceStage and Fleet.Domain.Traces.Issues.IssueState.
create table trace_checkpoint (
  shard integer primary key,
  position integer not null,
  -- Rows up to frozen_to count already in days before frozen_before, which cannot be made anew.
  frozen_to integer not null default 0,
  frozen_before integer not null default 0
);

create table trace (
  project text not null,
  captured_at integer not null,
  shard integer not null,
  position integer not null,
  idx integer not null,
  device_id integer not null,
  ordinal integer not null,
  software_type text not null,
  software_version text not null,
  hardware text not null,
  kind integer not null,
  crash_id text not null,
  issue integer not null,
  signatures text not null,
  exact text not null,
  state integer not null,
  class text not null,
  title text not null,
  missing text not null,
  primary key (project, captured_at, shard, position, idx)
) without rowid;

create index trace_by_issue on trace (project, issue, captured_at, shard, position, idx);
create index trace_by_crash on trace (project, crash_id) where crash_id <> '';
create index trace_by_device on trace (device_id, captured_at, position, idx);
create index trace_by_device_issue on trace (device_id, issue, software_type, software_version);

create table trace_missing (
  project text not null,
  build_id text not null,
  crash_id text not null,
  device_id integer not null,
  module text not null,
  captured_at integer not null,
  primary key (project, build_id, crash_id)
) without rowid;

create table trace_work (
  project text not null,
  crash_id text not null,
  shard integer not null,
  device_id integer not null,
  core_at integer not null,
  due_at integer not null,
  tries integer not null,
  taken_until integer not null,
  reason text not null,
  primary key (project, crash_id)
) without rowid;

create index trace_work_due on trace_work (shard, due_at);

create table issue_partial (
  project text not null,
  issue integer not null,
  software_type text not null,
  software_version text not null,
  shard integer not null,
  counts blob not null,
  primary key (project, issue, software_type, software_version, shard)
) without rowid;

create table issue_mark (
  project text not null,
  issue integer not null,
  stamp integer not null,
  merged integer not null,
  shown integer not null,
  primary key (project, issue)
) without rowid;

create index issue_mark_stale on issue_mark (project, issue) where stamp > merged;

create table issue_row (
  project text not null,
  issue integer not null,
  state integer not null,
  class text not null,
  software_type text not null,
  title text not null,
  is_placeholder integer not null,
  assignee text not null,
  ticket text not null,
  resolved_in text not null,
  newest_version text not null,
  regressions integer not null,
  opened_at integer not null,
  first_at integer not null,
  last_at integer not null,
  traces integer not null,
  devices integer not null,
  primary key (project, issue)
) without rowid;

create index issue_row_by_last on issue_row (project, state, last_at, issue);
create index issue_row_by_traces on issue_row (project, state, traces, issue);
create index issue_row_by_devices on issue_row (project, state, devices, issue);

create table issue_version (
  project text not null,
  issue integer not null,
  software_type text not null,
  software_version text not null,
  first_at integer not null,
  last_at integer not null,
  traces integer not null,
  devices integer not null,
  primary key (project, issue, software_type, software_version)
) without rowid;


-- Of a log whose front is gone already there are traces from there on.
insert into trace_checkpoint (shard, position) select shard, position from log_front where position > 0;
