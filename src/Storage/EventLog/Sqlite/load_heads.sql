select head from event_shard order by shard
