delete from event_log
where shard = $1 and position in (select value from json_each($2))
