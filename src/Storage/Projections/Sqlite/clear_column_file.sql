delete from column_file
