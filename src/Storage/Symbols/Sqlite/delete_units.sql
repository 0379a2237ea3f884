delete from symbol_unit where project = $1 and file_id = $2
