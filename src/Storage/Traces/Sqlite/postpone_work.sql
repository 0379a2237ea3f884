update trace_work set due_at = $4, taken_until = 0, tries = tries - $5 where project = $1 and crash_id = $2 and tries = $3
