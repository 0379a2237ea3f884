insert into log.metric (project, key, metric_id, kind, unit, first_seen, owner, sent_kinds)
select * from unnest($1::text[], $2::text[], $3::integer[], $4::integer[], $5::text[], $6::bigint[], $7::integer[], $8::integer[])
