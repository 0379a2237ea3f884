select distinct cohort from bucket_mark where project = $1 and cohort <> '' and stamp > merged order by cohort
