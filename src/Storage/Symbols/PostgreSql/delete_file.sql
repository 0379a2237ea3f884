delete from log.symbol_file where project = $1 and id = $2 and kind = $3 and sha256 = $4
