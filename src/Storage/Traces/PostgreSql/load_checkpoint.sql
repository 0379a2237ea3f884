select position, frozen_to, frozen_before from view.trace_checkpoint where shard = $1
