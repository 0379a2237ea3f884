select id from log.symbol_file where project = $1 and kind = $2 and id = any($3)
