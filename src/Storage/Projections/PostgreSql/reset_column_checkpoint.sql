update view.column_checkpoint c set
  position = coalesce((select f.position from view.log_front f where f.shard = c.shard), 0)
