update metric set display_name = $3, description = $4, unit = $5, min_value = $6, max_value = $7 where project = $1 and key = $2
