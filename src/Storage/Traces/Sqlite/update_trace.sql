update trace set issue = $6, signatures = $7, exact = $8, state = 3, class = $9, title = $10, missing = $11
where project = $1 and captured_at = $2 and shard = $3 and position = $4 and idx = $5
