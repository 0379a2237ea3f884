SUMMARY = "Device agent of Fleet: metrics, logs, crashes and reboots"
DESCRIPTION = "Takes a fleetd that 'dotnet publish' built for this architecture (see README.md of this layer): bitbake has no .NET of its own."
LICENSE = "CLOSED"

# Where the published binaries are, by Debian's names of architectures: FLEETD_BINARIES/amd64/fleetd, FLEETD_BINARIES/arm64/fleetd.
FLEETD_BINARIES ?= "${THISDIR}/files"
FLEETD_ARCH:x86-64 = "amd64"
FLEETD_ARCH:aarch64 = "arm64"

SRC_URI = "file://fleetd.toml file://fleetd.service"

inherit systemd useradd

USERADD_PACKAGES = "${PN}"
USERADD_PARAM:${PN} = "--system --user-group --no-create-home --home-dir ${localstatedir}/lib/fleetd --shell /sbin/nologin fleetd"
SYSTEMD_SERVICE:${PN} = "fleetd.service"
COMPATIBLE_HOST = "(x86_64|aarch64).*-linux"
RDEPENDS:${PN} = "ca-certificates openssl"
INSANE_SKIP:${PN} += "already-stripped"
INHIBIT_PACKAGE_STRIP = "1"
CONFFILES:${PN} = "${sysconfdir}/fleetd/fleetd.toml"

# Whether the kernel hands the cores of programs that crash to fleetd.
PACKAGECONFIG ??= "coredumps"
PACKAGECONFIG[coredumps] = ""

do_install() {
    install -D -m 0755 ${FLEETD_BINARIES}/${FLEETD_ARCH}/fleetd ${D}${bindir}/fleetd
    ln -s fleetd ${D}${bindir}/fleetctl
    install -D -m 0600 ${WORKDIR}/fleetd.toml ${D}${sysconfdir}/fleetd/fleetd.toml
    install -d ${D}${sysconfdir}/fleetd/conf.d
    install -D -m 0644 ${WORKDIR}/fleetd.service ${D}${systemd_system_unitdir}/fleetd.service
    if ${@bb.utils.contains('PACKAGECONFIG', 'coredumps', 'true', 'false', d)}; then
        install -d ${D}${sysconfdir}/sysctl.d
        printf '%s\n' 'kernel.core_pattern = |${bindir}/fleetd core %P %u %g %s %t %c %h %E %I' 'kernel.core_pipe_limit = 32' \
            > ${D}${sysconfdir}/sysctl.d/50-fleetd-coredump.conf
    fi
}
