-- Stacks that were made of cores, which go before they do; docs/design/traces.md. State: Fleet.Domain.Traces.TraceStage; format: Fleet.Domain.Traces.TraceCodec, 0 for none.
create table trace_stack (
  project text not null,
  crash_id text not null,
  state integer not null,
  reason text not null,
  made_at integer not null,
  signatures text not null,
  exact text not null,
  class text not null,
  title text not null,
  missing text not null,
  format integer not null,
  payload blob not null,
  primary key (project, crash_id)
) without rowid;

create index symbol_file_by_time on symbol_file (uploaded_at);
