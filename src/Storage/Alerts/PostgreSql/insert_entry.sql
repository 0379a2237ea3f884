insert into view.incident_entry (project, position, incident_id, kind, at, author, text)
select * from unnest($1::text[], $2::bigint[], $3::bigint[], $4::integer[], $5::bigint[], $6::text[], $7::text[])
