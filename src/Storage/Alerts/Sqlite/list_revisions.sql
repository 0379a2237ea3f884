select project, revision from alert_project
