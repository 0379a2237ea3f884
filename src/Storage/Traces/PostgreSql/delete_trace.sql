delete from view.trace t
using unnest($1::text[], $2::bigint[], $3::integer[], $4::bigint[], $5::integer[]) as n(project, captured_at, shard, position, idx)
where t.project = n.project and t.captured_at = n.captured_at and t.shard = n.shard and t.position = n.position and t.idx = n.idx
