select resolution, start from bucket_mark
where project = $1 and cohort = $2 and start < $3 and stamp > compacted
order by start
limit $4
