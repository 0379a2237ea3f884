select distinct cohort from device where project = $1
order by cohort
limit $2
