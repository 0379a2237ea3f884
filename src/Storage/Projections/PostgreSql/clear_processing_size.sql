delete from view.processing_size
