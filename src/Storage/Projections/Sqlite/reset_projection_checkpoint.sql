-- Back to the front of the log: what was before it is not needed for anything that is made anew. Ordinals go on, since sets of devices name them.
update projection_checkpoint set
  frozen_to = position,
  frozen_before = $1,
  position = coalesce((select f.position from log_front f where f.shard = projection_checkpoint.shard), 0)
