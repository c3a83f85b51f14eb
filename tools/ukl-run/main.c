// SPDX-License-Identifier: GPL-2.0-only
/* ukl-run: boot an image made by ukl-link under QEMU. */
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "accel.h"
#include "asks.h"
#include "cmdline.h"
#include "find.h"
#include "guest.h"
#include "image.h"
#include "image_find.h"
#include "options.h"
#include "ports.h"
#include "qemu_args.h"
#include "report.h"
#include "tsc.h"

/* NULL after a report: KVM was asked for, and is not to be had. */
static const char *choose_accel(const struct options *options, const char *qemu)
{
	bool asked = options->accel == ACCEL_KVM;
	const char *reason;

	if (options->accel == ACCEL_TCG || (!qemu && !asked))
		return "tcg";
	/* Of a dry run nobody knows where its line will be used. */
	if ((asked && options->dry_run) ||
	    accel_kvm_works(qemu, !asked, &reason))
		return "kvm";
	if (asked) {
		error("--accel kvm: KVM does not run guests here (%s); leave the option out",
		      reason);
		return NULL;
	}
	/* Of interest to who waits for it, not to a script. */
	if (options->verbose || isatty(STDERR_FILENO))
		fprintf(stderr,
			"ukl-run: KVM does not run guests here (%s); using TCG emulation\n",
			reason);
	return "tcg";
}

static int report_qemu(int reason)
{
	const char *remedy =
		strcmp(qemu_program(), DEFAULT_QEMU) ?
			"UKL_QEMU names no program that can be run" :
			"install it with: apt-get install qemu-system-x86";

	error("%s: %s; %s", qemu_program(), strerror(reason), remedy);
	return reason == ENOENT ? EXIT_QEMU_MISSING : EXIT_QEMU_FAILED;
}

/* Where the kernel hangs without a word if there is less. */
static bool check_memory(const struct image *image, unsigned int memory)
{
	if (memory >= image->least_memory)
		return true;
	error("%s: needs at least %u MB of memory to start, has %u; give it more: --memory %u",
	      image->path, image->least_memory, memory, image->least_memory);
	return false;
}

/* Everything that can be found wrong before the guest is there. */
static bool prepare(struct options *options, struct ports *ports)
{
	bool good = !ports || ports_check(ports);

	good &= network_prepare(&options->network);
	return good && volumes_prepare(&options->volumes);
}

static bool appends(const struct options *options, const char *text)
{
	for (size_t i = 0; i < options->append.nr; i++)
		if (strstr(options->append.v[i], text))
			return true;
	return false;
}

/* Not in a dry run: the line may be used on another machine. Nor if the caller knows. */
static bool needs_tsc(const struct options *options, const char *accel)
{
	return !options->dry_run && strcmp(accel, "tcg") == 0 &&
	       !appends(options, "tsc_early_khz=");
}

static void set_network(struct machine *machine, const struct network *network,
			const struct ports *ports)
{
	machine->tap = network->tap;
	machine->netdev = network->netdev;
	if (!network->none && !network->tap && !network->netdev)
		machine->ports = ports;
}

/* Where the user forwards a port to, or where he has said that the guest is. */
static void choose_health(struct guest *guest, const struct image *image,
			  const struct ports *ports,
			  const struct network *network)
{
	guest->health.program = image->program;
	guest->health.path = image->health_path;
	guest->health.line = image->health_line;
	guest->health.expected = image->health_answer;
	if (network->tap && network->address) {
		guest->health.address = network->address;
		guest->health.port = image->health_port;
	} else if (ports && image->health_port) {
		guest->health.port = ports_host_of(ports, image->health_port);
	}
}

int main(int argc, char **argv)
{
	static struct options options;
	static struct guest guest;
	struct machine machine = { .status_fd = -1,
				   .console_fd = -1,
				   .control_fd = -1 };
	struct guest_facts facts = { 0 };
	struct strv args = { 0 };
	struct image image;
	struct ports *ports;
	const char *path;
	char *qemu;

	report_init("ukl-run");
	/* Over a file size limit, write() fails with EFBIG; QEMU's, too: the guest sees EIO. */
	signal(SIGXFSZ, SIG_IGN);
	options_parse(&options, argc, argv);
	path = image_find(options.image);
	if (!path || !image_read(&image, path) || !asks_check(&image, &options))
		return EXIT_FAULT;

	machine.kernel = path;
	machine.memory = options.memory ? options.memory : image.memory;
	machine.smp = options.smp ? options.smp : image.smp;
	machine.more = &options.qemu_options;
	ports = options.ports.nr ? &options.ports : &image.ports;
	set_network(&machine, &options.network, ports);
	machine.volumes = &options.volumes;
	machine.no_rng = options.no_rng;
	machine.shell = options.shell;
	if (options.shell && image.has_no_shell) {
		error("%s: no /bin/sh in it for --shell; link it with: ukl-link --with busybox",
		      path);
		return EXIT_FAULT;
	}
	if (!check_memory(&image, machine.memory) ||
	    (machine.ports && !ports_differ(ports)) ||
	    !volumes_complete(&options.volumes, image.disk_mount,
			      image.disk_size))
		return EXIT_FAULT;
	qemu = find_program(qemu_program(), getenv("PATH"));
	if (!qemu && !options.dry_run)
		return report_qemu(errno);
	/* After QEMU is known to be there, or a fault would hide another. */
	machine.accel = choose_accel(&options, qemu);
	if (!machine.accel)
		return EXIT_QEMU_FAILED;
	if (!options.dry_run &&
	    !prepare(&options, machine.ports ? ports : NULL))
		return EXIT_FAULT;
	facts.program = image.program;
	facts.tsc_khz = needs_tsc(&options, machine.accel) ? tsc_khz() : 0;
	facts.has_control =
		!options.dry_run &&
		(options.shell || volumes_are_written(&options.volumes));
	machine.cmdline = cmdline_make(&options, &facts);
	if (!machine.cmdline)
		return EXIT_FAULT;
	machine.qemu = options.dry_run ? qemu_program() : qemu;

	if (!options.dry_run) {
		guest_open(&guest);
		if (facts.has_control)
			guest_open_control(&guest);
		machine.status_fd = guest.status_write;
		machine.console_fd = guest.console_write;
		machine.control_fd = guest.control_far;
	}
	qemu_args(&args, &machine);
	if (options.dry_run) {
		printf("%s\n", qemu_args_line(&args));
		return EXIT_SUCCESS;
	}
	if (options.verbose)
		fprintf(stderr, "ukl-run: %s\n", qemu_args_line(&args));
	/* Of interest to who waits for it, not to a script. */
	if (machine.ports && (options.verbose || isatty(STDERR_FILENO)))
		asks_show_ports(&image, ports);

	guest.program = image.program;
	guest.image = path;
	guest.timeout_ms = options.timeout_ms;
	guest.listeners = machine.ports ? ports_tcp(ports) : 0;
	guest.has_shell = options.shell;
	/* Another process 1 does not say when it is ready. */
	guest.input.ready = appends(&options, "init=");
	choose_health(&guest, &image, machine.ports, &options.network);
	return guest_run(&guest, &args);
}
