delete from view.column_deleted
