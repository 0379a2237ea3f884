update trace_work set tries = tries + 1, taken_until = $4, due_at = $4 where project = $1 and crash_id = $2 and tries = $3
