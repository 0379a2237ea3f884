select position, octet_length(payload)::bigint from log.event_log
where shard = $1 and position = any($2)
