update log.event_log set previous = $3 where shard = $1 and position = $2
