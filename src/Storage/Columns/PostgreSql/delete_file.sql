delete from view.column_file where project = $1 and id = $2
