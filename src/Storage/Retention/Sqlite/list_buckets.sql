select cohort, start from bucket_mark
where project = $1 and resolution = $2 and start < $3
order by start, cohort
limit $4
