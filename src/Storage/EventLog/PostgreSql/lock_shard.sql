select shard::bigint from log.event_shard where shard = $1 for update
