-- Up to where the read models do without the log, and before which time the rows up to there were received. Not emptied when the read models are made anew.
create table log_front (
  shard integer primary key,
  position integer not null,
  before_at integer not null
);

-- Rows up to frozen_to count already in buckets that begin before frozen_before, which cannot be made anew.
alter table projection_checkpoint add column frozen_to integer not null default 0;
alter table projection_checkpoint add column frozen_before integer not null default 0;
