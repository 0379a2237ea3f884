select coalesce(sum(head), 0) from event_shard
