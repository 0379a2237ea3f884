insert into view.alert (project, alert_id, name, description, condition, scope, start_delay, end_delay, is_enabled, created_at, test_revision, test_since)
select * from unnest($1::text[], $2::integer[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::bigint[], $9::integer[], $10::bigint[], $11::bigint[], $12::bigint[])
