update trace_checkpoint set frozen_to = min(frozen_to, $2) where shard = $1
