select r.cohort, r.metric_id, r.rollup
from view.bucket_mark m
join view.rollup r on r.project = m.project and r.cohort = m.cohort and r.software_type = '' and r.software_version = ''
  and r.resolution = m.resolution and r.start = m.start
where m.project = $1 and m.resolution = $2 and m.start = $3 and m.cohort <> ''
