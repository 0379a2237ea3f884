select captured_at, shard, position, idx, crash_id, missing from view.trace where project = $1 and captured_at < $2
order by captured_at, shard, position, idx
limit $3
