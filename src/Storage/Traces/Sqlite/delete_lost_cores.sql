-- Cores whose crash never came; $3 is never.
delete from trace_work where project = $1 and core_at < $2 and due_at = $3
