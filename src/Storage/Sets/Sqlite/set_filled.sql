update device_set set filled_revision = $3 where project = $1 and set_id = $2 and filter_revision = $3
