select position from column_checkpoint where shard = $1
