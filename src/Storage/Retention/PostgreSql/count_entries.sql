select count(*) from (select 1 from view.processing_entry where project = $1 and at < $2 limit $3) as found
