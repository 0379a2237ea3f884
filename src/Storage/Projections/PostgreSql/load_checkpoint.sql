select position, next_ordinal from view.projection_checkpoint where shard = $1
