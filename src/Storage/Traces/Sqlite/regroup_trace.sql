update trace set issue = $6, signatures = $7, exact = $8, title = $9
where project = $1 and captured_at = $2 and shard = $3 and position = $4 and idx = $5
