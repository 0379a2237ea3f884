select position from alert_checkpoint where shard = $1
