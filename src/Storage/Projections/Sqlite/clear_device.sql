delete from device
