delete from report
