select device_id, ordinal, hardware_version from view.device where device_id = any($2) and shard = $1
