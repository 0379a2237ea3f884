delete from trace where project = $1 and captured_at = $2 and shard = $3 and position = $4 and idx = $5
