select position, next_ordinal, frozen_to, frozen_before from projection_checkpoint where shard = $1
