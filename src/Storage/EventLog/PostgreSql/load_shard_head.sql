select head from log.event_shard where shard = $1
