-- For read models that were lost with what the front of the log was.
insert into projection_checkpoint (shard, position, next_ordinal) select shard, position, 0 from log_front where position > 0
