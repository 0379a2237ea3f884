update view.retention set row_count = row_count + $3, file_count = file_count + $4, bytes = bytes + $5 where project = $1 and kind = $2
