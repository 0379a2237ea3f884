insert into device (device_id, shard, ordinal, project, serial, cohort, nickname, hardware_version, software_type, software_version,
  first_seen, last_seen, configuration_revision, settings_revision, latest)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
on conflict (device_id) do update set
  ordinal = excluded.ordinal,
  cohort = excluded.cohort,
  nickname = excluded.nickname,
  hardware_version = excluded.hardware_version,
  software_type = excluded.software_type,
  software_version = excluded.software_version,
  first_seen = excluded.first_seen,
  last_seen = excluded.last_seen,
  configuration_revision = excluded.configuration_revision,
  settings_revision = excluded.settings_revision,
  latest = excluded.latest
