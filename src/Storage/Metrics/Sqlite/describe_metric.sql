update metric set display_name = $3, description = $4, unit = $5 where project = $1 and key = $2
