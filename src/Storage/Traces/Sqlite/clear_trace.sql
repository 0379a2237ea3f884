delete from trace
