select project, revision from view.alert_project
