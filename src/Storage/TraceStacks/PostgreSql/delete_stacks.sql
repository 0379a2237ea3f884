delete from log.trace_stack where project = $1 and crash_id = any($2)
