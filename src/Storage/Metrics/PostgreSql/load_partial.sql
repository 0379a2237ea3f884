select metric_id, rollup from view.rollup_partial
where project = $1 and cohort = $2 and resolution = $3 and start = $4 and shard = $5 and software_type = $6 and software_version = $7
