delete from view.processing_entry
where (project, at, shard, position, idx) in (
  select project, at, shard, position, idx from view.processing_entry
  where project = $1 and at < $2
  order by at, shard, position, idx
  limit $3)
