select count(*) from event_shard
