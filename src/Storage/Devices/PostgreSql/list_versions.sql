select distinct software_version from view.device where project = $1 and software_type = $2
