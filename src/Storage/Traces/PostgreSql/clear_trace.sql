delete from view.trace
