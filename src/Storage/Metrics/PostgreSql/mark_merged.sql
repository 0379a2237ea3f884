update view.bucket_mark set merged = $5
where project = $1 and cohort = $2 and resolution = $3 and start = $4 and merged < $5
