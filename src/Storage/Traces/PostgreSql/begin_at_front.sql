insert into view.trace_checkpoint (shard, position) select shard, position from view.log_front where position > 0
