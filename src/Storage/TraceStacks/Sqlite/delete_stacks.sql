delete from trace_stack where project = $1 and crash_id in (select value from json_each($2))
