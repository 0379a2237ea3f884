-- Stacks that were made of cores, which go before they do; docs/design/traces.md. State: Fleet.Domain.Traces.TraceStage; format: Fleet.Domain.Traces.TraceCodec, 0 for none.
create table log.trace_stack (
  project text collate "C" not null,
  crash_id text collate "C" not null,
  state integer not null,
  reason text not null,
  made_at bigint not null,
  signatures text collate "C" not null,
  exact text collate "C" not null,
  class text collate "C" not null,
  title text collate "C" not null,
  missing text not null,
  format integer not null,
  payload bytea not null,
  primary key (project, crash_id)
);

create index symbol_file_by_time on log.symbol_file (uploaded_at);
