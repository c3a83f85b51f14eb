// SPDX-License-Identifier: GPL-2.0-only
/* Parser and help both come from the table below. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nearest.h"
#include "number.h"
#include "options.h"
#include "report.h"
#include "uklnote.h"

#ifndef UKL_VERSION
#define UKL_VERSION "unknown"
#endif

struct option_spec {
	const char *name; /* "--name", or "-x" */
	const char *value; /* what stands for the value in the help, or NULL */
	const char *help; /* lines are separated by \n */
	/* Reports a bad value itself. */
	void (*take)(struct options *options, const char *value);
};

static void show_help(struct options *options, const char *value);

static void take_port(struct options *options, const char *value)
{
	const char *colon = strchr(value, ':');
	char *host = colon ? xstrndup(value, colon - value) : NULL;
	struct port port = { .protocol = PORT_TCP };

	if (!colon || !parse_number(host, 0, 65535, &port.host) ||
	    !parse_number(colon + 1, 1, 65535, &port.guest))
		error("--port %s: not two port numbers; write HOST:GUEST, for example 8080:80",
		      value);
	else if (!ports_add(&options->ports, &port))
		error("--port %s: more than %d ports", value, PORTS_MAX);
	free(host);
}

static void take_memory(struct options *options, const char *value)
{
	if (!parse_number(value, MEMORY_MIN_MB, MEMORY_MAX_MB,
			  &options->memory))
		error("--memory %s: not a number of megabytes from %d to %d",
		      value, MEMORY_MIN_MB, MEMORY_MAX_MB);
}

static void take_smp(struct options *options, const char *value)
{
	if (!parse_number(value, 1, SMP_MAX, &options->smp))
		error("--smp %s: not a number of processors from 1 to %d",
		      value, SMP_MAX);
}

static void take_accel(struct options *options, const char *value)
{
	static const char *const names[] = {
		[ACCEL_AUTO] = "auto",
		[ACCEL_TCG] = "tcg",
		[ACCEL_KVM] = "kvm",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (strcmp(value, names[i]) == 0) {
			options->accel = i;
			return;
		}
	}
	error("--accel %s: must be auto, tcg or kvm", value);
}

static void take_append(struct options *options, const char *value)
{
	strv_add(&options->append, value);
}

static void take_qemu_option(struct options *options, const char *value)
{
	strv_add(&options->qemu_options, value);
}

static void take_timeout(struct options *options, const char *value)
{
	char *end;
	double seconds = strtod(value, &end);

	if (*value < '0' || *value > '9' || *end || seconds < 0.001 ||
	    seconds > 1e6)
		error("--timeout %s: not a number of seconds from 0.001 to 1000000",
		      value);
	else
		options->timeout_ms = (unsigned int)(seconds * 1000);
}

static void take_no_net(struct options *options, const char *value)
{
	(void)value;
	options->network.none = true;
}

static void take_no_rng(struct options *options, const char *value)
{
	(void)value;
	options->no_rng = true;
}

static void take_netdev(struct options *options, const char *value)
{
	/* QEMU would take the second of two names and then miss the first. */
	if (!*value || strncmp(value, "id=", 3) == 0 || strstr(value, ",id="))
		error("--netdev %s: needs a kind of network and its options, without an id; for example tap,ifname=tap0,script=no",
		      value);
	options->network.netdev = value;
}

static void take_tap(struct options *options, const char *value)
{
	network_take_tap(&options->network, value);
}

static void take_address(struct options *options, const char *value)
{
	network_take_address(&options->network, value);
}

static void take_dhcp(struct options *options, const char *value)
{
	(void)value;
	options->network.dhcp = true;
}

static void take_dns(struct options *options, const char *value)
{
	network_take_dns(&options->network, value);
}

static void take_hostname(struct options *options, const char *value)
{
	network_take_hostname(&options->network, value);
}

static void take_disk(struct options *options, const char *value)
{
	volumes_add(&options->volumes, true, value);
}

static void take_share(struct options *options, const char *value)
{
	volumes_add(&options->volumes, false, value);
}

static void take_shell(struct options *options, const char *value)
{
	(void)value;
	options->shell = true;
}

static void take_dry_run(struct options *options, const char *value)
{
	(void)value;
	options->dry_run = true;
}

static void take_verbose(struct options *options, const char *value)
{
	(void)value;
	options->verbose = true;
}

static void show_version(struct options *options, const char *value)
{
	(void)options;
	(void)value;
	printf("ukl-run %s\n", UKL_VERSION);
	exit(EXIT_SUCCESS);
}

static const struct option_spec specs[] = {
	{ "--port", "HOST:GUEST",
	  "forward HOST on 127.0.0.1 to GUEST; may be repeated;\n"
	  "replaces the image's own list. HOST 0: any free port,\n"
	  "which -v tells",
	  take_port },
	{ "--memory", "MB", "memory of the guest", take_memory },
	{ "--smp", "N", "processors of the guest", take_smp },
	{ "--accel", "auto|tcg|kvm",
	  "how to run the guest; auto (the default) takes KVM\n"
	  "only if a trial guest runs under it",
	  take_accel },
	{ "--disk", "FILE[:/PATH][:MB][:ro]",
	  "mount the ext4 file system in FILE (default /data);\n"
	  "made with that many MB if there is no FILE yet; may be\n"
	  "repeated. MB is 1048576 bytes",
	  take_disk },
	{ "--share", "DIR[:/PATH][:ro]",
	  "mount the folder DIR of this host (default /share); may\n"
	  "be repeated",
	  take_share },
	{ "--shell", NULL,
	  "a shell on the console, beside the program; Ctrl-C is\n"
	  "the shell's, its end stops the guest, Ctrl-A X at once",
	  take_shell },
	{ "--append", "TEXT", "add to the kernel command line; may be repeated",
	  take_append },
	{ "--timeout", "SECONDS", "stop the guest after that time",
	  take_timeout },
	{ "--no-net", NULL, "no network device", take_no_net },
	{ "--no-rng", NULL,
	  "no device of random numbers: for boots that have to be alike",
	  take_no_rng },
	{ "--tap", "IFNAME",
	  "the tap device IFNAME instead of QEMU's user network", take_tap },
	{ "--netdev", "TEXT",
	  "QEMU's -netdev TEXT instead of its user network, for\n"
	  "example tap,ifname=tap0,script=no,downscript=no",
	  take_netdev },
	{ "--address", "ADDRESS/BITS[,GATEWAY]",
	  "the guest's address with --tap or --netdev\n"
	  "(default 10.0.2.15/24,10.0.2.2)",
	  take_address },
	{ "--dhcp", NULL, "the guest asks for its address", take_dhcp },
	{ "--dns", "ADDRESS", "name server of the guest; may be given twice",
	  take_dns },
	{ "--hostname", "NAME",
	  "name of the guest (default: that of the program)", take_hostname },
	{ "--qemu-option", "WORD",
	  "add WORD to the QEMU command; may be repeated", take_qemu_option },
	{ "--dry-run", NULL, "print the QEMU command and do not run it",
	  take_dry_run },
	{ "-v", NULL, "say what is done", take_verbose },
	{ "--version", NULL, "print the version", show_version },
	{ "--help", NULL, "print this text (-h, too)", show_help },
	{ "-h", NULL, NULL, show_help },
};

static void show_help(struct options *options, const char *value)
{
	(void)options;
	(void)value;
	printf("Usage: ukl-run [OPTION...] FILE|NAME [-- ARGUMENT...]\n"
	       "\n"
	       "Boot an image made by ukl-link in QEMU, with its console on standard input and\n"
	       "output. NAME stands for NAME.vmlinux here or in the build directory. Arguments\n"
	       "replace those that the image has for its program. Ctrl-C stops the guest; with a\n"
	       "disk or folder that can be written, the program gets SIGTERM and 5 seconds first.\n"
	       "\n");
	for (size_t i = 0; i < sizeof(specs) / sizeof(*specs); i++) {
		const struct option_spec *spec = &specs[i];
		const char *help = spec->help;
		int column;

		if (!help)
			continue;
		column = printf("  %s%s%s", spec->name, spec->value ? " " : "",
				spec->value ? spec->value : "");

		while (help) {
			const char *end = strchr(help, '\n');
			int length = end ? (int)(end - help) :
					   (int)strlen(help);

			if (column > 25)
				column = (putchar('\n'), 0);
			printf("%*s%.*s\n", 26 - column, "", length, help);
			column = 0;
			help = end ? end + 1 : NULL;
		}
	}
	printf("\n"
	       "Exit status: that of the program, or 128+N if signal N ended it. Otherwise\n"
	       "  1 not an image, a port is in use, a disk cannot be used; and the like\n"
	       "  2 wrong command line\n"
	       "  124 stopped by --timeout              125 the guest died (kernel panic)\n"
	       "  126 QEMU or KVM failed                127 no QEMU, or nothing to start\n"
	       "  129, 130, 143 stopped by SIGHUP, by Ctrl-C, by SIGTERM\n"
	       "\n"
	       "Environment: UKL_QEMU is the QEMU program (qemu-system-x86_64).\n");
	exit(EXIT_SUCCESS);
}

/* Does `word` name the option, alone or as --name=VALUE? */
static bool names_option(const struct option_spec *spec, const char *word)
{
	size_t length = strlen(spec->name);

	return strncmp(word, spec->name, length) == 0 &&
	       (word[length] == '\0' || word[length] == '=');
}

static _Noreturn void report_unknown(const char *word)
{
	struct strv known = { 0 };

	for (size_t i = 0; i < sizeof(specs) / sizeof(*specs); i++)
		strv_add(&known, specs[i].name);
	die_unknown_option(word, &known);
}

/* Take one option and its value; returns the number of words used. */
static int take_option(struct options *options, char **words)
{
	for (size_t i = 0; i < sizeof(specs) / sizeof(*specs); i++) {
		const struct option_spec *spec = &specs[i];
		const char *value = words[0] + strlen(spec->name);

		if (!names_option(spec, words[0]))
			continue;
		if (!spec->value) {
			if (*value)
				error("%s: takes no value", spec->name);
			else
				spec->take(options, NULL);
			return 1;
		}
		if (*value == '=') {
			spec->take(options, value + 1);
			return 1;
		}
		if (!words[1]) {
			error("%s: needs a value: %s %s", spec->name,
			      spec->name, spec->value);
			return 1;
		}
		spec->take(options, words[1]);
		return 2;
	}
	report_unknown(words[0]);
}

void options_parse(struct options *options, int argc, char **argv)
{
	int i = 1;

	while (i < argc) {
		if (strcmp(argv[i], "--") == 0) {
			options->arguments = argv + i + 1;
			break;
		}
		if (argv[i][0] == '-' && argv[i][1]) {
			i += take_option(options, argv + i);
			continue;
		}
		if (options->image)
			error("%s: only one image can be run; arguments of the program go after --",
			      argv[i]);
		else
			options->image = argv[i];
		i++;
	}
	if (!options->image)
		error("no image given; try: ukl-run nginx");
	else if (!*options->image)
		error("the name of the image is empty");
	network_check(&options->network, options->ports.nr > 0);
	if (report_failed())
		exit(EXIT_USAGE);
}
