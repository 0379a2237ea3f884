select project, part, id, shard, day, from_at, to_at, written_at, report_rows, bytes, metrics from view.column_file where project = $1 order by id
