select r.* from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[]) as r(device_id, captured_at, position, idx)
where exists (
  select 1 from view.report as o where o.device_id = r.device_id and o.captured_at > r.captured_at
    and (o.position < r.position or o.position = r.position and o.idx < r.idx))
