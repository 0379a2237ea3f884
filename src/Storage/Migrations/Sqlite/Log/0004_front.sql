-- Where a shard begins, the time before which rows may be gone, and what went of it; docs/design/event-log.md.
alter table event_shard add column first_kept integer not null default 1;
alter table event_shard add column gone_before integer not null default 0;
alter table event_shard add column gone_batches integer not null default 0;
alter table event_shard add column gone_bytes integer not null default 0;

-- Of a snapshot from before it is null: such a one stands for no batch that goes.
alter table device_snapshot add column checksum integer;
