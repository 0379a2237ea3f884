select device_id, type, captured_at, position, idx, blob, blob_bytes from view.observation
where project = $1 and type = $2 and captured_at < $3
order by captured_at, shard, position, idx
limit $4
