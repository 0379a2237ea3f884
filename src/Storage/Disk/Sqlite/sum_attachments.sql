-- Content that several entries name is on the disk once.
select type, coalesce(sum(blob_bytes), 0) from (
  select min(type) as type, max(blob_bytes) as blob_bytes from observation where blob <> '' group by project, blob)
group by type
