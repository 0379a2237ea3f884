-- Back to the front of the log. Days before $1 stay, and rows up to here count in them.
update view.trace_checkpoint c set
  frozen_to = position,
  frozen_before = $1,
  position = coalesce((select f.position from view.log_front f where f.shard = c.shard), 0)
