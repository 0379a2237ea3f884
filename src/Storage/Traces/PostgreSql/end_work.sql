delete from view.trace_work where project = $1 and crash_id = $2 and tries = $3
