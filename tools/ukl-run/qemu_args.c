// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "qemu_args.h"
#include "words.h"

const char *qemu_program(void)
{
	const char *qemu = getenv("UKL_QEMU");

	return qemu && *qemu ? qemu : "qemu-system-x86_64";
}

static void add_all(struct strv *args, const char *const *more)
{
	for (; *more; more++)
		strv_add(args, *more);
}

static void add_console(struct strv *args, const struct machine *machine)
{
	strv_add(args, "-chardev");
	if (machine->console_fd < 0)
		strv_add(args, "stdio,id=console");
	else
		strv_addf(args, "stdio,id=console,logfile=/dev/fd/%d",
			  machine->console_fd);
	strv_add(args, "-serial");
	strv_add(args, "chardev:console");
}

static void add_status(struct strv *args, const struct machine *machine)
{
	if (machine->status_fd < 0)
		return;
	strv_add(args, "-chardev");
	strv_addf(args, "file,id=status,path=/dev/fd/%d", machine->status_fd);
	strv_add(args, "-device");
	strv_add(args, "isa-debugcon,iobase=0xe9,chardev=status");
}

/* Only numbers of ours get into this option: it has a syntax of its own. */
static char *user_network(const struct ports *ports)
{
	char *text = xstrdup("user,id=net0");

	for (unsigned int i = 0; i < ports->nr; i++) {
		const struct port *port = &ports->port[i];
		char *more =
			xasprintf("%s,hostfwd=%s:127.0.0.1:%u-:%u", text,
				  port->protocol == PORT_UDP ? "udp" : "tcp",
				  port->host, port->guest);

		free(text);
		text = more;
	}
	return text;
}

static void add_network(struct strv *args, const struct machine *machine)
{
	char *text;

	if (machine->netdev)
		text = xasprintf("%s,id=net0", machine->netdev);
	else if (machine->ports)
		text = user_network(machine->ports);
	else
		return;
	strv_add(args, "-netdev");
	strv_add(args, text);
	strv_add(args, "-device");
	strv_add(args, "virtio-net-device,netdev=net0");
	free(text);
}

void qemu_args(struct strv *args, const struct machine *machine)
{
	static const char *const fixed[] = {
		"-M",	       "microvm,acpi=off",
		"-cpu",	       "max",
		"-nodefaults", "-no-user-config",
		"-display",    "none",
		"-no-reboot",  NULL,
	};

	strv_add(args, machine->qemu);
	add_all(args, fixed);
	strv_add(args, "-accel");
	strv_add(args, machine->accel);
	strv_add(args, "-m");
	strv_addf(args, "%u", machine->memory);
	strv_add(args, "-smp");
	strv_addf(args, "%u", machine->smp);
	add_console(args, machine);
	add_status(args, machine);
	add_network(args, machine);
	strv_add(args, "-kernel");
	/* a name like "-x.vmlinux" must not look like an option */
	strv_addf(args, "%s%s", *machine->kernel == '-' ? "./" : "",
		  machine->kernel);
	strv_add(args, "-append");
	strv_add(args, machine->cmdline);
	strv_add_all(args, machine->more);
}

char *qemu_args_line(const struct strv *args)
{
	char *line = xstrdup("");

	for (size_t i = 0; i < args->nr; i++) {
		char *word = word_quote(args->v[i]);
		char *more = xasprintf("%s%s%s", line, i ? " " : "", word);

		free(word);
		free(line);
		line = more;
	}
	return line;
}
