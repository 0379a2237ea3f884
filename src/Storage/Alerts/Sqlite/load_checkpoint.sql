select position, commits from alert_checkpoint where shard = $1
