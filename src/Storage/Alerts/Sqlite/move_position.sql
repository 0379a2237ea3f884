update alert_project set incident = $2, position = $3 where project = $1
