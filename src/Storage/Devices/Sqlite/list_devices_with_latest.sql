select device_id, shard, ordinal, project, serial, cohort, nickname, hardware_version, software_type, software_version,
  first_seen, last_seen, configuration_revision, settings_revision, latest
from device
where project = $1 and serial > $2 /* and conditions */
order by serial
limit $3
