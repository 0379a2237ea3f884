select project, device_id, alert_id, test_revision, phase, first_at, last_at, last_received_at, opened_at, by_position, by_idx, is_silent, due_at from view.alert_track where device_id = any($1)
