select count(*) from log.event_shard
