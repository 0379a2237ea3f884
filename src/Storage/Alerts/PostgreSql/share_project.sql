select revision, incident, position from view.alert_project where project = $1 for share
