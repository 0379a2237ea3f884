select r.start, r.rollup
from view.bucket_mark m
join view.rollup r on r.project = m.project and r.cohort = m.cohort and r.software_type = $3 and r.software_version = $4
  and r.resolution = m.resolution and r.start = m.start and r.metric_id = $6
where m.project = $1 and m.cohort = $2 and m.resolution = $5 and m.start >= $7 and m.start < $8
order by m.start
