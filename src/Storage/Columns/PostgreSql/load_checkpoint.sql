select position from view.column_checkpoint where shard = $1
