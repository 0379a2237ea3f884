using Fleet.Domain.Traces;
using Fleet.Domain.Traces.Texts;

namespace Fleet.Domain.Tests.Traces.Texts;

/// <summary>What kernels print before they die, as pstore keeps it.</summary>
public sealed class KernelLogTests
{
    internal const string X64 = """
        Panic#1 Part1
        <4>[   12.000001] acme_wifi: loading out-of-tree module taints kernel.
        <1>[   57.123456] BUG: kernel NULL pointer dereference, address: 0000000000000008
        <1>[   57.123460] #PF: supervisor write access in kernel mode
        <6>[   57.123465] PGD 0 P4D 0
        <4>[   57.123470][  T412] Oops: 0002 [#1] PREEMPT SMP NOPTI
        <4>[   57.123475][  T412] CPU: 1 PID: 412 Comm: modprobe Tainted: G           O       6.1.0-acme #1
        <4>[   57.123480][  T412] RIP: 0010:acme_ring_push+0x1f/0x40 [acme_wifi]
        <4>[   57.123485][  T412] Code: 89 e5 48 8b 07 c7 40 08 01 00 00 00
        <4>[   57.123490][  T412] RSP: 0018:ffffc9000012fd28 EFLAGS: 00010246
        <4>[   57.123495][  T412] Call Trace:
        <4>[   57.123500][  T412]  <TASK>
        <4>[   57.123505][  T412]  ? __die_body.cold+0x1a/0x1f
        <4>[   57.123510][  T412]  ? page_fault_oops+0xd2/0x2b0
        <4>[   57.123515][  T412]  ? asm_exc_page_fault+0x22/0x30
        <4>[   57.123520][  T412]  ? acme_ring_push+0x1f/0x40 [acme_wifi]
        <4>[   57.123525][  T412]  acme_rx.isra.0+0x5c/0x90 [acme_wifi 0123456789abcdef0123456789abcdef01234567]
        <4>[   57.123530][  T412]  process_one_work+0x1c7/0x380
        <4>[   57.123535][  T412]  worker_thread+0x4d/0x380
        <4>[   57.123540][  T412]  ? rescuer_thread+0x3a0/0x3a0
        <4>[   57.123545][  T412]  kthread+0xe9/0x110
        <4>[   57.123550][  T412]  ret_from_fork+0x22/0x30
        <4>[   57.123555][  T412]  </TASK>
        <4>[   57.123560][  T412] Modules linked in: acme_wifi(O+)
        <4>[   57.123565][  T412] ---[ end trace 0000000000000000 ]---
        <0>[   57.123570][  T412] Kernel panic - not syncing: Fatal exception
        <0>[   57.123575][  T412] Kernel Offset: 0x1c000000 from 0xffffffff81000000

        """;

    internal const string Arm64 = """
        [  101.000001] Unable to handle kernel paging request at virtual address dead000000000108
        [  101.000002] Mem abort info:
        [  101.000003]   ESR = 0x0000000096000044
        [  101.000004] Internal error: Oops: 0000000096000044 [#1] PREEMPT SMP
        [  101.000005] Modules linked in: acme_can(O)
        [  101.000006] CPU: 2 PID: 0 Comm: swapper/2 Tainted: G           O       5.15.92 #1
        [  101.000007] pstate: 600000c5 (nZCv daIF -PAN -UAO -TCO -DIT -SSBS BTYPE=--)
        [  101.000008] pc : acme_can_irq+0x48/0x120 [acme_can]
        [  101.000009] lr : acme_can_irq+0x20/0x120 [acme_can]
        [  101.000010] sp : ffff800008013f10
        [  101.000011] Call trace:
        [  101.000012]  acme_can_irq+0x48/0x120 [acme_can]
        [  101.000013]  __handle_irq_event_percpu+0x60/0x220
        [  101.000014]  handle_irq_event+0x4c/0xb0
        [  101.000015]  gic_handle_irq+0xb8/0x140
        [  101.000016]  el1_interrupt+0x34/0x60
        [  101.000017]  el1h_64_irq_handler+0x18/0x24
        [  101.000018] Code: f9400e60 b4000080 f9400401 f9000820 (f9000401)
        [  101.000019] ---[ end trace 0000000000000000 ]---
        [  101.000020] Kernel panic - not syncing: Oops: Fatal exception in interrupt

        """;

    internal const string Arm = """
        [   31.000001] 8<--- cut here ---
        [   31.000002] Unable to handle kernel NULL pointer dereference at virtual address 00000010
        [   31.000003] pgd = (ptrval)
        [   31.000004] Internal error: Oops: 805 [#1] SMP ARM
        [   31.000005] CPU: 0 PID: 77 Comm: acmed Not tainted 4.19.100 #1
        [   31.000006] Hardware name: Acme board (Flattened Device Tree)
        [   31.000007] PC is at acme_gpio_set+0x14/0x30
        [   31.000008] LR is at acme_ioctl+0x58/0xa4
        [   31.000009] pc : [<c04a1234>]    lr : [<c04a1300>]    psr: 60000013
        [   31.000010] Process acmed (pid: 77, stack limit = 0x(ptrval))
        [   31.000011] Stack: (0xc2b01e90 to 0xc2b02000)
        [   31.000012] 1e80:                                     c2b01eac c2b01ea0 c04a1300 c04a1234
        [   31.000013] Backtrace:
        [   31.000014] [<c04a1220>] (acme_gpio_set) from [<c04a1300>] (acme_ioctl+0x58/0xa4)
        [   31.000015] [<c04a12a8>] (acme_ioctl) from [<c0263b6c>] (do_vfs_ioctl+0xa8/0x9f4)
        [   31.000016] [<c0263ac4>] (do_vfs_ioctl) from [<c0264504>] (ksys_ioctl+0x4c/0x78)
        [   31.000017] [<c02644b8>] (ksys_ioctl) from [<c0101000>] (ret_fast_syscall+0x0/0x54)
        [   31.000018] Exception stack(0xc2b01fa8 to 0xc2b01ff0)
        [   31.000019] 1fa0:                   00000003 beb7ec44 00000003 40046701 beb7ec44 00000000
        [   31.000020] Kernel panic - not syncing: Fatal exception

        """;

    [Fact]
    public void Of_x86_the_first_cause_is_read_and_doubtful_frames_do_not_group()
    {
        var stack = TextTraces.Read(TraceLanguage.Kernel, X64);
        Assert.Equal("null", stack.Type);
        Assert.Equal("BUG: kernel NULL pointer dereference, address: 0000000000000008", stack.Message);
        Assert.Equal(("acme_ring_push", "acme_wifi", TraceTrust.Context), (stack.Frames[0].Function, stack.Frames[0].Module, stack.Frames[0].Trust));
        Assert.Equal(TraceTrust.Scan, stack.Frames.Single(f => f.Function == "rescuer_thread").Trust);
        Assert.Equal(["acme_wifi!acme_ring_push", "acme_wifi!acme_rx"], TextTraceTests.Grouped(TraceLanguage.Kernel, stack));
    }

    [Fact]
    public void Of_arm64_the_program_counter_is_the_first_frame()
    {
        var stack = TextTraces.Read(TraceLanguage.Kernel, Arm64);
        Assert.Equal("paging", stack.Type);
        Assert.Equal(["acme_can!acme_can_irq", "__handle_irq_event_percpu", "handle_irq_event"], TextTraceTests.Grouped(TraceLanguage.Kernel, stack));
    }

    [Fact]
    public void Of_arm_each_line_names_the_caller()
    {
        var stack = TextTraces.Read(TraceLanguage.Kernel, Arm);
        Assert.Equal("null", stack.Type);
        Assert.Equal(["acme_gpio_set", "acme_ioctl", "do_vfs_ioctl", "ksys_ioctl", "ret_fast_syscall"], stack.Frames.Select(f => f.Function));
    }

    [Fact]
    public void Newer_arm_kernels_and_older_x86_ones_are_read_too()
    {
        var arm = TextTraces.Read(TraceLanguage.Kernel, "Kernel panic - not syncing: sysrq triggered crash\nCall trace: \n unwind_backtrace from show_stack+0x10/0x14\n show_stack from dump_stack_lvl+0x40/0x4c\n panic from sysrq_reset_seq_param_set+0x0/0x9c\n sysrq_reset_seq_param_set from __handle_sysrq+0x9c/0x1ac\n write_sysrq_trigger from proc_reg_write+0x90/0xd8\n");
        Assert.Equal(("sysrq", 5), (arm.Type, arm.Frames.Count));
        var old = TextTraces.Read(TraceLanguage.Kernel, """
            BUG: unable to handle kernel NULL pointer dereference at 0000000000000008
            RIP: 0010:[<ffffffffa0001012>]  [<ffffffffa0001012>] acme_open+0x12/0x50 [acme]
            Call Trace:
             [<ffffffff811d9b1f>] chrdev_open+0x9f/0x1d0
             [<ffffffff811d1c07>] ? do_dentry_open+0x1a7/0x2e0
             [<ffffffff811d1d4a>] vfs_open+0x5a/0xb0
            """);
        Assert.Equal(["acme_open", "chrdev_open", "do_dentry_open", "vfs_open"], old.Frames.Select(f => f.Function));
        Assert.Equal(TraceTrust.Scan, old.Frames[2].Trust);
    }

    [Theory]
    [InlineData("Kernel panic - not syncing: Attempted to kill init! exitcode=0x0000000b", "init-killed")]
    [InlineData("Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)", "no-root")]
    [InlineData("Kernel panic - not syncing: System is deadlocked on memory: Out of memory and no killable processes...", "out-of-memory")]
    [InlineData("Kernel panic - not syncing: hung_task: blocked tasks", "hung-task")]
    [InlineData("Kernel panic - not syncing: stack-protector: Kernel stack is corrupted in: acme_ioctl+0x100/0x100", "stack-smash")]
    [InlineData("Kernel panic - not syncing: acme: no firmware", "panic")]
    [InlineData("kernel BUG at mm/slub.c:305!\ninvalid opcode: 0000 [#1] SMP", "bug")]
    [InlineData("Oops: general protection fault, probably for non-canonical address 0xdead000000000100: 0000 [#1]", "general-protection")]
    [InlineData("watchdog: BUG: soft lockup - CPU#0 stuck for 22s! [acmed:77]\nKernel panic - not syncing: softlockup: hung tasks", "soft-lockup")]
    [InlineData("Internal error: Oops - undefined instruction: 0 [#1] SMP ARM", "invalid-opcode")]
    [InlineData("rcu: INFO: rcu_preempt self-detected stall on CPU", "rcu-stall")]
    public void The_kind_of_a_failure_is_told_from_its_line(string text, string kind) => Assert.Equal(kind, TextTraces.Read(TraceLanguage.Kernel, text).Type);

    [Fact]
    public void A_log_whose_beginning_was_lost_is_read_from_where_it_begins()
    {
        var stack = TextTraces.Read(TraceLanguage.Kernel, X64[X64.IndexOf("RIP:", StringComparison.Ordinal)..]);
        Assert.Equal(("fatal-exception", "acme_ring_push"), (stack.Type, stack.Frames[0].Function));
    }

    [Fact]
    public void A_warning_before_it_is_not_the_cause()
    {
        var stack = TextTraces.Read(TraceLanguage.Kernel, "WARNING: CPU: 0 PID: 1 at net/core.c:1 warn_here+0x1/0x2\nRIP: 0010:warn_here+0x1/0x2\nCall Trace:\n warned+0x1/0x2\n---[ end trace ]---\n" + X64);
        Assert.Equal(("null", "acme_ring_push"), (stack.Type, stack.Frames[0].Function));
    }

    [Fact]
    public void The_same_panic_on_another_boot_is_the_same_issue()
    {
        var other = X64.Replace("57.12", "9.0", StringComparison.Ordinal).Replace("+0x1f/0x40", "+0x2f/0x50", StringComparison.Ordinal).Replace("T412", "C0", StringComparison.Ordinal).Replace("isra.0", "constprop.0", StringComparison.Ordinal);
        Assert.Equal(
            TextTraceTests.Grouped(TraceLanguage.Kernel, TextTraces.Read(TraceLanguage.Kernel, X64)), TextTraceTests.Grouped(TraceLanguage.Kernel, TextTraces.Read(TraceLanguage.Kernel, other)));
    }
}
