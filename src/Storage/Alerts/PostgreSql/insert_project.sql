insert into view.alert_project (project, revision, incident, position) values ($1, 0, 0, 0) on conflict do nothing
