// SPDX-License-Identifier: GPL-2.0-only
/* ukl-run: boot an image made by ukl-link under QEMU. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "accel.h"
#include "cmdline.h"
#include "guest.h"
#include "image.h"
#include "options.h"
#include "ports.h"
#include "qemu_args.h"
#include "report.h"
#include "tsc.h"

/* The file of a program along PATH; NULL with errno. */
static char *find_program(const char *name)
{
	const char *path = getenv("PATH");
	int reason = ENOENT;

	if (strchr(name, '/'))
		return access(name, X_OK) ? NULL : xstrdup(name);
	if (!path || !*path)
		path = "/usr/local/bin:/usr/bin:/bin";
	while (path) {
		const char *end = strchr(path, ':');
		int length = end ? (int)(end - path) : (int)strlen(path);
		char *file = xasprintf("%.*s%s%s", length, path,
				       length ? "/" : "./", name);

		if (access(file, X_OK) == 0)
			return file;
		if (errno == EACCES)
			reason = EACCES;
		free(file);
		path = end ? end + 1 : NULL;
	}
	errno = reason;
	return NULL;
}

static const char *choose_accel(const struct options *options, const char *qemu)
{
	const char *reason;

	if (options->accel == ACCEL_TCG || !qemu)
		return "tcg";
	if (options->accel == ACCEL_KVM || accel_kvm_works(qemu, &reason))
		return "kvm";
	/* Of interest to who waits for it, not to a script. */
	if (options->verbose || isatty(STDERR_FILENO))
		fprintf(stderr,
			"ukl-run: KVM does not run guests here (%s); using TCG emulation\n",
			reason);
	return "tcg";
}

/* Not in a dry run: the line may be used on another machine. Nor if the caller knows. */
static bool needs_tsc(const struct options *options, const char *accel)
{
	for (size_t i = 0; i < options->append.nr; i++)
		if (strstr(options->append.v[i], "tsc_early_khz="))
			return false;
	return !options->dry_run && strcmp(accel, "tcg") == 0;
}

static void choose_health(struct guest *guest, const struct image *image,
			  const struct ports *ports)
{
	guest->health.program = image->program;
	guest->health.path = image->health_path;
	if (ports && image->health_port)
		guest->health.port = ports_host_of(ports, image->health_port);
}

int main(int argc, char **argv)
{
	static struct options options;
	static struct guest guest;
	struct machine machine = { .status_fd = -1, .console_fd = -1 };
	struct strv args = { 0 };
	struct image image;
	struct ports *ports;
	const char *path;
	char *qemu;

	report_init("ukl-run");
	options_parse(&options, argc, argv);
	path = image_find(options.image);
	if (!path || !image_read(&image, path))
		return EXIT_FAULT;

	machine.kernel = path;
	machine.memory = options.memory ? options.memory : image.memory;
	machine.smp = options.smp ? options.smp : image.smp;
	machine.more = &options.qemu_options;
	ports = options.ports.nr ? &options.ports : &image.ports;
	machine.ports = options.no_net || options.netdev ? NULL : ports;
	machine.netdev = options.netdev;
	qemu = find_program(qemu_program());
	if (!qemu && !options.dry_run) {
		int reason = errno;

		error("%s: %s; install it with: apt-get install qemu-system-x86",
		      qemu_program(), strerror(reason));
		return reason == ENOENT ? EXIT_QEMU_MISSING : EXIT_QEMU_FAILED;
	}
	/* After QEMU is known to be there, or a fault would hide another. */
	if (machine.ports && !options.dry_run && !ports_check(ports))
		return EXIT_FAULT;
	machine.accel = choose_accel(&options, qemu);
	machine.cmdline = cmdline_make(
		&options, needs_tsc(&options, machine.accel) ? tsc_khz() : 0);
	if (!machine.cmdline)
		return EXIT_FAULT;
	machine.qemu = options.dry_run ? qemu_program() : qemu;

	if (!options.dry_run) {
		guest_open(&guest);
		machine.status_fd = guest.status_write;
		machine.console_fd = guest.console_write;
	}
	qemu_args(&args, &machine);
	if (options.dry_run) {
		printf("%s\n", qemu_args_line(&args));
		return EXIT_SUCCESS;
	}
	if (options.verbose)
		fprintf(stderr, "ukl-run: %s\n", qemu_args_line(&args));

	guest.program = image.program;
	guest.image = path;
	guest.timeout_ms = options.timeout_ms;
	guest.listeners = machine.ports ? ports_tcp(ports) : 0;
	choose_health(&guest, &image, machine.ports);
	return guest_run(&guest, &args);
}
