select distinct cohort from view.device where project = $1
order by cohort
limit $2
