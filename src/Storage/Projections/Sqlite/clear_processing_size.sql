delete from processing_size
