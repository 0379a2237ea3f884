select position, commits from view.alert_checkpoint where shard = $1
