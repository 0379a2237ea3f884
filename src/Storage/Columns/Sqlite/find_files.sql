select project, part, id, shard, day, from_at, to_at, written_at, report_rows, bytes, metrics from column_file where project = $1 and part = $2 and from_at < $4 and to_at >= $3
union all
select '', -1, '', shard, 0, 0, 0, 0, position, 0, x'' from column_checkpoint
union all
select '', -2, '', 0, 0, 0, 0, 0, device_id, 0, x'' from column_deleted where project = $1
