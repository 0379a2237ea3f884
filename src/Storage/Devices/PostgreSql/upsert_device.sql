insert into view.device (device_id, shard, ordinal, project, serial, cohort, nickname, hardware_version, software_type, software_version,
  first_seen, last_seen, configuration_revision, settings_revision, latest)
select * from unnest($1::bigint[], $2::integer[], $3::integer[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::bigint[], $12::bigint[], $13::bigint[], $14::bigint[], $15::bytea[])
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
