delete from view.observation o
using unnest($1::bigint[], $2::integer[], $3::bigint[], $4::bigint[], $5::integer[]) as t(device_id, type, captured_at, position, idx)
where o.device_id = t.device_id and o.type = t.type and o.captured_at = t.captured_at and o.position = t.position and o.idx = t.idx
