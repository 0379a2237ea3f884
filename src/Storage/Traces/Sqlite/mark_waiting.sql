-- Named, since the planner takes the primary key of the project for as good.
update trace indexed by trace_by_crash set state = 2
where project = $1 and crash_id = $2 and crash_id <> '' and device_id = $3 and state <> 2
  and exists (select 1 from trace_work w where w.project = $1 and w.crash_id = $2 and w.device_id = $3)
