select count(*), coalesce(sum(octet_length(columns)), 0)::bigint from log.key_table where project = $1
