delete from processing_entry where project = $1 and serial = $2 and shard = $3 and position < $4
