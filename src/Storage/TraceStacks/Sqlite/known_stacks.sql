select crash_id, state, signatures, exact, class, title, missing, format from trace_stack where project = $1 and crash_id in (select value from json_each($2))
