-- Where a shard begins, the time before which rows may be gone, and what went of it; docs/design/event-log.md.
alter table log.event_shard
  add column first_kept bigint not null default 1,
  add column gone_before bigint not null default 0,
  add column gone_batches bigint not null default 0,
  add column gone_bytes bigint not null default 0;

-- Of a snapshot from before it is null: such a one stands for no batch that goes.
alter table log.device_snapshot add column checksum bigint;

-- Up to where the read models do without the log, and before which time the rows up to there were received. Not emptied when the read models are made anew.
create table view.log_front (
  shard integer primary key,
  position bigint not null,
  before_at bigint not null
);

-- Rows up to frozen_to count already in buckets that begin before frozen_before, which cannot be made anew.
alter table view.projection_checkpoint
  add column frozen_to bigint not null default 0,
  add column frozen_before bigint not null default 0;
