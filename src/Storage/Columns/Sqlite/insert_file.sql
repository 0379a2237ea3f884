insert into column_file (project, part, id, shard, day, from_at, to_at, written_at, report_rows, bytes, metrics)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
