select count(*) from (
  select 1 from view.device d join view.report r on r.device_id = d.device_id and r.captured_at < $2
  where d.project = $1
  limit $3) as found
