-- Back to the front of the log. Days before $1 stay, and rows up to here count in them.
update trace_checkpoint set
  frozen_to = position,
  frozen_before = $1,
  position = coalesce((select f.position from log_front f where f.shard = trace_checkpoint.shard), 0)
