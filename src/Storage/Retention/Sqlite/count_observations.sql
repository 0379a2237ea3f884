select count(*), coalesce(sum(blob_bytes), 0), coalesce(sum(case when blob <> '' then 1 else 0 end), 0) from (
  select blob, blob_bytes from observation where project = $1 and type = $2 and captured_at < $3 limit $4)
