select head from log.event_shard order by shard
