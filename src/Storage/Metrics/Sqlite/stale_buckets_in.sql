select start, stamp from bucket_mark
where project = $1 and cohort = $2 and resolution = $3 and start >= $4 and start < $5 and stamp > merged
order by start desc
limit $6
