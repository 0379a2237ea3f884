select build_id, module from trace_missing where project = $1 and build_id = $2 and crash_id = $3
