Console.WriteLine("DeviceAgent");
