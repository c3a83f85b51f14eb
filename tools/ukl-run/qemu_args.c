// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "network.h"
#include "qemu_args.h"
#include "words.h"

static void add_all(struct strv *args, const char *const *more)
{
	for (; *more; more++)
		strv_add(args, *more);
}

static void add_console(struct strv *args, const struct machine *machine)
{
	const char *keys = machine->shell ? ",mux=on,signal=off" : "";

	strv_add(args, "-chardev");
	if (machine->console_fd < 0)
		strv_addf(args, "stdio,id=console%s", keys);
	else
		strv_addf(args, "stdio,id=console%s,logfile=/dev/fd/%d", keys,
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

/* The second serial port of a PC; ukl/init/control.c reads it. */
static void add_control(struct strv *args, const struct machine *machine)
{
	if (machine->control_fd < 0)
		return;
	strv_add(args, "-chardev");
	strv_addf(args, "socket,id=control,fd=%d", machine->control_fd);
	strv_add(args, "-device");
	strv_add(args, "isa-serial,index=1,iobase=0x2f8,irq=3,chardev=control");
}

/* A value in an option of QEMU's: a comma is written twice. */
static char *escape(const char *text)
{
	char *escaped = xmalloc(2 * strlen(text) + 1), *to = escaped;

	for (; *text; text++) {
		if (*text == ',')
			*to++ = ',';
		*to++ = *text;
	}
	*to = '\0';
	return escaped;
}

/*
 * Raw always: a format that is guessed from what the guest wrote could name other
 * files of the host. Errors are the guest's to see: by default QEMU would
 * stop it without a word when the host's disk is full.
 */
static void add_disk(struct strv *args, const struct volume *disk)
{
	char *path = escape(disk->path);

	strv_add(args, "-blockdev");
	strv_addf(
		args,
		"driver=raw,node-name=%s,read-only=%s,file.driver=file,file.filename=%s",
		disk->name, disk->read_only ? "on" : "off", path);
	strv_add(args, "-device");
	strv_addf(
		args,
		"virtio-blk-device,drive=%s,serial=%s,rerror=report,werror=report",
		disk->name, disk->name);
	free(path);
}

static void add_share(struct strv *args, const struct volume *share)
{
	char *path = escape(share->path);

	strv_add(args, "-fsdev");
	strv_addf(args,
		  "local,id=%s,path=%s,security_model=none,multidevs=remap%s",
		  share->name, path, share->read_only ? ",readonly=on" : "");
	strv_add(args, "-device");
	strv_addf(args, "virtio-9p-device,fsdev=%s,mount_tag=%s", share->name,
		  share->name);
	free(path);
}

static void add_volumes(struct strv *args, const struct volumes *volumes)
{
	for (unsigned int i = 0; i < volumes->nr; i++) {
		if (volumes->volume[i].is_disk)
			add_disk(args, &volumes->volume[i]);
		else
			add_share(args, &volumes->volume[i]);
	}
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
	char *text, *mac = NULL;

	if (machine->tap) {
		text = xasprintf(
			"tap,ifname=%s,script=no,downscript=no,id=net0",
			machine->tap);
		mac = network_mac(machine->tap);
	} else if (machine->netdev) {
		text = xasprintf("%s,id=net0", machine->netdev);
	} else if (machine->ports) {
		text = user_network(machine->ports);
	} else {
		return;
	}
	strv_add(args, "-netdev");
	strv_add(args, text);
	strv_add(args, "-device");
	strv_addf(args, "virtio-net-device,netdev=net0%s%s", mac ? ",mac=" : "",
		  mac ? mac : "");
	free(text);
	free(mac);
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
	add_control(args, machine);
	add_network(args, machine);
	/* Or the guest's first keys would have to wait, or be guessed. */
	if (!machine->no_rng) {
		strv_add(args, "-device");
		strv_add(args, "virtio-rng-device");
	}
	add_volumes(args, machine->volumes);
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
