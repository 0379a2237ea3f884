delete from column_deleted
