delete from view.processing_entry
