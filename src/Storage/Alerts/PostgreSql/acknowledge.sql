update view.incident set acknowledged_by = $3 where project = $1 and incident_id = $2
