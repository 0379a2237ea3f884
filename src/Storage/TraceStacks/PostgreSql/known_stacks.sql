select crash_id, state, signatures, exact, class, title, missing, format from log.trace_stack where project = $1 and crash_id = any($2)
