-- For read models that were lost with what the front of the log was.
insert into view.projection_checkpoint (shard, position, next_ordinal) select shard, position, 0 from view.log_front where position > 0
