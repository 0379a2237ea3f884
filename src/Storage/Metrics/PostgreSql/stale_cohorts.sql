select distinct cohort from view.bucket_mark where project = $1 and cohort <> '' and stamp > merged order by cohort
