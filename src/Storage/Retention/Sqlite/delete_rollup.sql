delete from rollup
where project = $1 and cohort = $2 and software_type = $3 and software_version = $4 and resolution = $5 and start = $6
