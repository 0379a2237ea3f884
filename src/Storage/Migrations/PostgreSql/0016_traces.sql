-- Traces and what is counted of them; docs/design/traces.md. Kinds are entry types, states Fleet.Domain.Traces.TraceStage and Fleet.Domain.Traces.Issues.IssueState.
create table view.trace_checkpoint (
  shard integer primary key,
  position bigint not null,
  -- Rows up to frozen_to count already in days before frozen_before, which cannot be made anew.
  frozen_to bigint not null default 0,
  frozen_before bigint not null default 0
);

create table view.trace (
  project text collate "C" not null,
  captured_at bigint not null,
  shard integer not null,
  position bigint not null,
  idx integer not null,
  device_id bigint not null,
  ordinal integer not null,
  software_type text collate "C" not null,
  software_version text collate "C" not null,
  hardware text collate "C" not null,
  kind integer not null,
  crash_id text collate "C" not null,
  issue bigint not null,
  signatures text collate "C" not null,
  exact text collate "C" not null,
  state integer not null,
  class text collate "C" not null,
  title text collate "C" not null,
  missing text collate "C" not null,
  primary key (project, captured_at, shard, position, idx)
);

create index trace_by_issue on view.trace (project, issue, captured_at, shard, position, idx);
create index trace_by_crash on view.trace (project, crash_id) where crash_id <> '';
create index trace_by_device on view.trace (device_id, captured_at, position, idx);
create index trace_by_device_issue on view.trace (device_id, issue, software_type, software_version);

create table view.trace_missing (
  project text collate "C" not null,
  build_id text collate "C" not null,
  crash_id text collate "C" not null,
  device_id bigint not null,
  module text collate "C" not null,
  captured_at bigint not null,
  primary key (project, build_id, crash_id)
);

create table view.trace_work (
  project text collate "C" not null,
  crash_id text collate "C" not null,
  shard integer not null,
  device_id bigint not null,
  core_at bigint not null,
  due_at bigint not null,
  tries integer not null,
  taken_until bigint not null,
  reason text collate "C" not null,
  primary key (project, crash_id)
);

create index trace_work_due on view.trace_work (shard, due_at);

create table view.issue_partial (
  project text collate "C" not null,
  issue bigint not null,
  software_type text collate "C" not null,
  software_version text collate "C" not null,
  shard integer not null,
  counts bytea not null,
  primary key (project, issue, software_type, software_version, shard)
) with (fillfactor = 70);

create table view.issue_mark (
  project text collate "C" not null,
  issue bigint not null,
  stamp bigint not null,
  merged bigint not null,
  shown bigint not null,
  primary key (project, issue)
) with (fillfactor = 70);

create index issue_mark_stale on view.issue_mark (project, issue) where stamp > merged;

create table view.issue_row (
  project text collate "C" not null,
  issue bigint not null,
  state integer not null,
  class text collate "C" not null,
  software_type text collate "C" not null,
  title text collate "C" not null,
  is_placeholder integer not null,
  assignee text collate "C" not null,
  ticket text collate "C" not null,
  resolved_in text collate "C" not null,
  newest_version text collate "C" not null,
  regressions integer not null,
  opened_at bigint not null,
  first_at bigint not null,
  last_at bigint not null,
  traces bigint not null,
  devices bigint not null,
  primary key (project, issue)
) with (fillfactor = 70);

create index issue_row_by_last on view.issue_row (project, state, last_at, issue);
create index issue_row_by_traces on view.issue_row (project, state, traces, issue);
create index issue_row_by_devices on view.issue_row (project, state, devices, issue);

create table view.issue_version (
  project text collate "C" not null,
  issue bigint not null,
  software_type text collate "C" not null,
  software_version text collate "C" not null,
  first_at bigint not null,
  last_at bigint not null,
  traces bigint not null,
  devices bigint not null,
  primary key (project, issue, software_type, software_version)
);


-- Of a log whose front is gone already there are traces from there on.
insert into view.trace_checkpoint (shard, position) select shard, position from view.log_front where position > 0;
