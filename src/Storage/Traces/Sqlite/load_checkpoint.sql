select position, frozen_to, frozen_before from trace_checkpoint where shard = $1
