update view.projection_checkpoint set frozen_to = least(frozen_to, $2) where shard = $1
