select alert_id, name, description, condition, scope, start_delay, end_delay, is_enabled, created_at, test_revision, test_since from view.alert where project = $1 order by name
