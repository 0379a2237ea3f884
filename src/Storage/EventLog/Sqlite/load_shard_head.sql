select head from event_shard where shard = $1
