// Processes get killed, disks filled and memory measured: one test at a time, or each would see the load of the others.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
