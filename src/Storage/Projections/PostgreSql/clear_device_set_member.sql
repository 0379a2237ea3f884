delete from view.device_set_member
