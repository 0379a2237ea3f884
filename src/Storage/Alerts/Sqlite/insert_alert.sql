insert into alert (project, alert_id, name, description, condition, scope, start_delay, end_delay, is_enabled, created_at, test_revision, test_since)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
