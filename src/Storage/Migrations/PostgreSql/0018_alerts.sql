-- Alerts, where they stand with devices, and incidents; docs/design/alerts.md. A rebuild of the read models leaves all of it.
create table view.alert_project (
  project text collate "C" primary key,
  revision bigint not null,
  -- Numbers that were given last.
  incident bigint not null,
  position bigint not null
);

create table view.alert (
  project text collate "C" not null,
  alert_id integer not null,
  name text collate "C" not null,
  description text collate "C" not null,
  condition text collate "C" not null,
  scope text collate "C" not null,
  start_delay bigint not null,
  end_delay bigint not null,
  is_enabled integer not null,
  created_at bigint not null,
  test_revision bigint not null,
  test_since bigint not null,
  primary key (project, alert_id)
);

create table view.alert_checkpoint (
  shard integer primary key,
  position bigint not null,
  -- How many there were: time opens incidents too, without any row of the log.
  commits bigint not null
);

create table view.alert_track (
  shard integer not null,
  project text collate "C" not null,
  device_id bigint not null,
  alert_id integer not null,
  test_revision bigint not null,
  phase integer not null,
  first_at bigint not null,
  last_at bigint not null,
  last_received_at bigint not null,
  opened_at bigint not null,
  by_position bigint not null,
  by_idx integer not null,
  is_silent integer not null,
  due_at bigint not null,
  primary key (device_id, alert_id)
);

create index alert_track_due on view.alert_track (shard, due_at);

create table view.incident (
  project text collate "C" not null,
  incident_id bigint not null,
  alert_id integer not null,
  test_revision bigint not null,
  shard integer not null,
  device_id bigint not null,
  serial text collate "C" not null,
  first_at bigint not null,
  opened_at bigint not null,
  last_at bigint not null,
  closed_at bigint not null,
  by_position bigint not null,
  by_idx integer not null,
  is_silent integer not null,
  status integer not null,
  acknowledged_by text collate "C" not null,
  primary key (project, incident_id)
);

create index incident_by_device on view.incident (device_id, closed_at);
create index incident_open on view.incident (shard, project) where status = 1;
create index incident_by_alert on view.incident (project, alert_id, incident_id);

create table view.incident_entry (
  project text collate "C" not null,
  position bigint not null,
  incident_id bigint not null,
  kind integer not null,
  at bigint not null,
  author text collate "C" not null,
  text text collate "C" not null,
  primary key (project, position)
);

create index incident_entry_by_incident on view.incident_entry (project, incident_id, position);
