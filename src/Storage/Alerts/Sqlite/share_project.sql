select revision, incident, position from alert_project where project = $1
