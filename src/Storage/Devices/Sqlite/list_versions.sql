select distinct software_version from device where project = $1 and software_type = $2
