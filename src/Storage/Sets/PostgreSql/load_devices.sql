select device_id, shard, ordinal, project, serial, cohort, nickname, hardware_version, software_type, software_version,
  first_seen, last_seen, configuration_revision, settings_revision, latest
from view.device
where device_id = any($2) and project = $1
