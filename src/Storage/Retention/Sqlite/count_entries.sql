select count(*) from (select 1 from processing_entry where project = $1 and at < $2 limit $3)
