select position from view.alert_checkpoint where shard = $1
