-- Alerts, where they stand with devices, and incidents; docs/design/alerts.md. A rebuild of the read models leaves all of it.
create table alert_project (
  project text primary key,
  revision integer not null,
  -- Numbers that were given last.
  incident integer not null,
  position integer not null
);

create table alert (
  project text not null,
  alert_id integer not null,
  name text not null,
  description text not null,
  condition text not null,
  scope text not null,
  start_delay integer not null,
  end_delay integer not null,
  is_enabled integer not null,
  created_at integer not null,
  test_revision integer not null,
  test_since integer not null,
  primary key (project, alert_id)
);

create table alert_checkpoint (
  shard integer primary key,
  position integer not null,
  -- How many there were: time opens incidents too, without any row of the log.
  commits integer not null
);

create table alert_track (
  shard integer not null,
  project text not null,
  device_id integer not null,
  alert_id integer not null,
  test_revision integer not null,
  phase integer not null,
  first_at integer not null,
  last_at integer not null,
  last_received_at integer not null,
  opened_at integer not null,
  by_position integer not null,
  by_idx integer not null,
  is_silent integer not null,
  due_at integer not null,
  primary key (device_id, alert_id)
);

create index alert_track_due on alert_track (shard, due_at);

create table incident (
  project text not null,
  incident_id integer not null,
  alert_id integer not null,
  test_revision integer not null,
  shard integer not null,
  device_id integer not null,
  serial text not null,
  first_at integer not null,
  opened_at integer not null,
  last_at integer not null,
  closed_at integer not null,
  by_position integer not null,
  by_idx integer not null,
  is_silent integer not null,
  status integer not null,
  acknowledged_by text not null,
  primary key (project, incident_id)
);

create index incident_by_device on incident (device_id, closed_at);
create index incident_open on incident (shard, project) where status = 1;
create index incident_by_alert on incident (project, alert_id, incident_id);

create table incident_entry (
  project text not null,
  position integer not null,
  incident_id integer not null,
  kind integer not null,
  at integer not null,
  author text not null,
  text text not null,
  primary key (project, position)
);

create index incident_entry_by_incident on incident_entry (project, incident_id, position);
