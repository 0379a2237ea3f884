-- The crash of a core that came before it. $4 is never.
update trace_work set due_at = $5 where project = $1 and crash_id = $2 and device_id = $3 and due_at = $4
