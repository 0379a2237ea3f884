-- Due now, or once its crash is there: $6 is never. Of an id that two devices use the first has it.
insert into trace_work (project, crash_id, shard, device_id, core_at, due_at, tries, taken_until, reason)
select $1, $2, $3, $4, $5,
  case when exists (select 1 from trace indexed by trace_by_crash where project = $1 and crash_id = $2 and crash_id <> '' and device_id = $4) then $7 else $6 end, 0, 0, 'its core came'
where true
on conflict (project, crash_id) do update set core_at = excluded.core_at where trace_work.core_at = 0 and trace_work.device_id = excluded.device_id
