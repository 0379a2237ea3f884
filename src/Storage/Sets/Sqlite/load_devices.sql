select device_id, shard, ordinal, project, serial, cohort, nickname, hardware_version, software_type, software_version,
  first_seen, last_seen, configuration_revision, settings_revision, latest
from device
where device_id in (select value from json_each($2)) and project = $1
