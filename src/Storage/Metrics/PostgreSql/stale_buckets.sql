select resolution, start, stamp from view.bucket_mark
where project = $1 and cohort = $2 and stamp > merged
order by start desc, resolution
limit $3
