-- Back to the front of the log: what was before it is not needed for anything that is made anew. Ordinals go on, since sets of devices name them.
update view.projection_checkpoint p set
  frozen_to = position,
  frozen_before = $1,
  position = coalesce((select f.position from view.log_front f where f.shard = p.shard), 0)
