select count(*), coalesce(sum(blob_bytes), 0)::bigint, coalesce(sum(case when blob <> '' then 1 else 0 end), 0)::bigint from (
  select blob, blob_bytes from view.observation where project = $1 and type = $2 and captured_at < $3 limit $4) as found
