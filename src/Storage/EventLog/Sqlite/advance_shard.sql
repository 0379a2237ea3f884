update event_shard set head = $2 where shard = $1
