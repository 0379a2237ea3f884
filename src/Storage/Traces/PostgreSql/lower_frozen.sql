update view.trace_checkpoint set frozen_to = least(frozen_to, $2) where shard = $1
