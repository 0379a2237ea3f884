delete from view.report
