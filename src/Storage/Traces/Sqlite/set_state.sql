update trace indexed by trace_by_crash set state = $4 where project = $1 and crash_id = $2 and crash_id <> '' and device_id = $3
