select format, payload, reason from log.trace_stack where project = $1 and crash_id = $2
