delete from trace_work where project = $1 and crash_id = $2
