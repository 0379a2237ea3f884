delete from view.column_file
