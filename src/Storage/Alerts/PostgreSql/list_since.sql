select distinct i.device_id, i.alert_id from unnest($1::bigint[], $2::bigint[]) as s(device_id, from_at)
join view.incident as i on i.device_id = s.device_id and i.closed_at >= s.from_at
where i.status <> 3
