select coalesce(sum(head), 0)::bigint from log.event_shard
