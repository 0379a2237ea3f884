insert into log.key_table (project, hash, columns) values ($1, $2, $3) on conflict do nothing
