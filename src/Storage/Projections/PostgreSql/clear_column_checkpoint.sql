delete from view.column_checkpoint
