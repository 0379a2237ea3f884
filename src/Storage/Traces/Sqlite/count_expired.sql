select count(*) from (select 1 from trace where project = $1 and captured_at < $2 limit $3) as found
