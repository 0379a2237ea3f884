insert into symbol_unit (project, unit_id, file_id) values ($1, $2, $3) on conflict do nothing
