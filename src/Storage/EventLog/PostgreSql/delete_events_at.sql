delete from log.event_log
where shard = $1 and position = any($2)
