using System.Collections.Frozen;

namespace Fleet.Domain.Traces.Texts;

/// <summary>Functions of a kernel that report failures, and those below every stack: how it came in, not what it did.</summary>
internal static class KernelMachinery
{
    private static readonly FrozenSet<string> Names = FrozenSet.ToFrozenSet(
    [
        "dump_stack", "dump_stack_lvl", "__dump_stack", "show_stack", "dump_backtrace", "show_regs", "panic", "vpanic", "nmi_panic", "oops_end", "oops_exit", "die", "__die", "__die_body", "die_addr", "die_kernel_fault", "no_context",
        "bad_area_nosemaphore", "__bad_area_nosemaphore", "bad_area", "__do_kernel_fault", "do_bad_area", "do_translation_fault", "do_page_fault", "__do_page_fault", "do_user_addr_fault", "do_kern_addr_fault",
        "exc_page_fault", "asm_exc_page_fault", "page_fault_oops", "page_fault", "async_page_fault", "do_DataAbort", "do_PrefetchAbort", "__dabt_svc", "__pabt_svc", "__und_svc", "do_undefinstr", "do_mem_abort", "do_sp_pc_abort",
        "do_trap", "do_error_trap", "do_invalid_op", "exc_invalid_op", "asm_exc_invalid_op", "invalid_op", "handle_bug", "report_bug", "__warn", "__warn_printk", "warn_slowpath_fmt", "warn_slowpath_null", "exc_general_protection",
        "asm_exc_general_protection", "general_protection", "do_general_protection", "exc_divide_error", "asm_exc_divide_error", "exc_double_fault", "asm_exc_double_fault", "bug_handler", "brk_handler", "call_break_hook", "call_el1_break_hook",
        "do_debug_exception", "do_el1_brk64", "el1_abort", "el1_dbg", "el1_brk64", "el1_undef", "el1_sync", "el1_irq", "el1h_64_sync", "el1h_64_sync_handler", "el1h_64_irq", "el1h_64_irq_handler", "el1_interrupt", "el1h_64_error",
        "el1h_64_error_handler", "do_serror", "arm64_serror_panic", "watchdog_timer_fn", "__hrtimer_run_queues", "hrtimer_interrupt", "watchdog", "print_cpu_stall", "rcu_dump_cpu_stacks", "nmi_cpu_backtrace", "nmi_trigger_cpumask_backtrace",
        "__stack_chk_fail", "handle_stack_overflow", "panic_bad_stack", "do_exit", "make_task_dead", "rewind_stack_and_make_dead", "rewind_stack_do_exit", "do_group_exit", "sysrq_handle_crash", "__handle_sysrq", "arm_notify_die", "notify_die",
        "ret_from_fork", "ret_from_fork_asm", "ret_from_exception", "kthread", "worker_thread", "process_one_work", "process_scheduled_works", "entry_SYSCALL_64_after_hwframe", "entry_SYSCALL_64", "entry_SYSCALL_64_fastpath", "do_syscall_64",
        "x64_sys_call", "do_syscall_x64", "do_int80_syscall_32", "entry_INT80_compat", "el0_svc", "el0_svc_common", "el0_svc_handler", "do_el0_svc", "invoke_syscall", "__invoke_syscall", "el0_sync", "el0_sync_handler", "el0t_64_sync",
        "el0t_64_sync_handler", "el0t_32_sync", "el0t_32_sync_handler", "el0_svc_compat", "do_el0_svc_compat", "ret_fast_syscall", "__ret_fast_syscall", "__sys_trace_return", "ret_from_syscall", "handle_exception", "do_trap_ecall_u", "start_kernel",
        "x86_64_start_kernel", "x86_64_start_reservations", "secondary_startup_64", "secondary_startup_64_no_verify", "common_startup_64", "start_secondary", "secondary_start_kernel", "__secondary_switched", "__primary_switched", "rest_init",
        "arch_call_rest_init", "kernel_init", "kernel_init_freeable", "do_idle", "cpu_startup_entry", "cpu_idle_loop", "default_idle_call", "do_basic_setup", "do_initcalls", "do_initcall_level", "do_one_initcall", "__do_sys_finit_module",
        "__se_sys_finit_module", "__arm64_sys_finit_module", "__x64_sys_finit_module", "do_init_module", "load_module", "__do_sys_init_module", "init_module_from_file", "idempotent_init_module", "__irq_svc", "handle_IPI", "asm_common_interrupt",
        "common_interrupt", "ret_from_intr", "asm_sysvec_apic_timer_interrupt", "sysvec_apic_timer_interrupt", "smp_apic_timer_interrupt", "apic_timer_interrupt", "__sysvec_apic_timer_interrupt", "call_on_irq_stack", "do_interrupt_handler",
        "__softirqentry_text_start", "__do_softirq", "handle_softirqs", "irq_exit", "irq_exit_rcu", "__irq_exit_rcu", "do_softirq", "run_ksoftirqd", "smpboot_thread_fn", "gic_handle_irq", "handle_domain_irq", "generic_handle_domain_irq",
    ],
    StringComparer.Ordinal);

    /// <param name="name">Without a compiler's suffix.</param>
    public static bool IsPart(string name) => Names.Contains(name);
}
