insert into storage_sample (day, part, bytes) values ($1, $2, $3) on conflict do nothing
