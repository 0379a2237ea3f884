update view.alert_project set revision = $2 where project = $1
