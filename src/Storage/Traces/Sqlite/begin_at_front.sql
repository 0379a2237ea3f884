insert into trace_checkpoint (shard, position) select shard, position from log_front where position > 0
