insert into log.symbol_unit (project, unit_id, file_id)
select * from unnest($1::text[], $2::text[], $3::text[]) on conflict do nothing
