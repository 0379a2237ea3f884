using Fleet.Silo.Tests.Workers;

// Started by the tests as a worker, else the tests.
return args is [HostileWorker.Verb, var mode, .. var arguments]
    ? HostileWorker.Run(mode, arguments)
    : args.Any(argument => argument is "--server" or "--internal-msbuild-node")
        ? await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, Fleet.Silo.Tests.SelfRegisteredExtensions.AddSelfRegisteredExtensions)
        : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
