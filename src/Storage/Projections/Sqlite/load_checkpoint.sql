select position, next_ordinal from projection_checkpoint where shard = $1
