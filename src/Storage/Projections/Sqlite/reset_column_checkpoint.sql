update column_checkpoint set
  position = coalesce((select f.position from log_front f where f.shard = column_checkpoint.shard), 0)
