delete from view.device
