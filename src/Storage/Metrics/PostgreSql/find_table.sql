select columns from log.key_table where project = $1 and hash = $2
