select count(*), coalesce(sum(length(columns)), 0) from key_table where project = $1
