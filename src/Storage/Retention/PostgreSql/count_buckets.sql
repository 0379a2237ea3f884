select count(*) from (
  select 1
  from view.bucket_mark m
  join view.rollup_partial p on p.project = m.project and p.cohort = m.cohort and p.resolution = m.resolution and p.start = m.start
  where m.project = $1 and m.resolution = $2 and m.start < $3
  limit $4) as found
