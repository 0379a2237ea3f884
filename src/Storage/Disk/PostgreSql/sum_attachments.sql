-- Content that several entries name is on the disk once.
select type, coalesce(sum(blob_bytes), 0)::bigint from (
  select min(type) as type, max(blob_bytes) as blob_bytes from view.observation where blob <> '' group by project, blob) as one
group by type
