select count(*), coalesce(sum(octet_length(payload)), 0)::bigint from log.event_log
where shard = $1 and position >= (select first_kept from log.event_shard where shard = $1) and position <= $2
