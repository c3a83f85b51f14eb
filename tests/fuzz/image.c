// SPDX-License-Identifier: GPL-2.0-only
/* An image, as ukl-run reads it: what gets from it into QEMU's command is what was foreseen. */
#include <stdlib.h>
#include <string.h>

#include "../../tools/ukl-run/asks.h"
#include "../../tools/ukl-run/cmdline.h"
#include "../../tools/ukl-run/qemu_args.h"
#include "../../tools/common/uklnote.h"
#include "harness.h"
#include "plain.h"

/* The command of an image that says as little as possible, to compare with. */
static const char *const fixed[] = {
	"qemu",
	"-M",
	"microvm,acpi=off",
	"-cpu",
	"max",
	"-nodefaults",
	"-no-user-config",
	"-display",
	"none",
	"-no-reboot",
	"-accel",
	"tcg",
	"-m",
	NULL,
	"-smp",
	NULL,
	"-chardev",
	"stdio,id=console",
	"-serial",
	"chardev:console",
	"-netdev",
	NULL,
	"-device",
	"virtio-net-device,netdev=net0",
	"-device",
	"virtio-rng-device",
	"-kernel",
	"image",
	"-append",
	NULL,
};

static void check_word(const char *word, size_t at)
{
	static const char *const allowed[] = {
		[13] = "0123456789",
		[15] = "0123456789",
		[21] = "user,id=net0hostfwd=tcpudp:127.0.0.1:-0123456789",
		[29] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		       "0123456789._-/:,=+@% ",
	};

	FUZZ_ASSERT(at < sizeof(fixed) / sizeof(*fixed));
	if (fixed[at])
		FUZZ_ASSERT(!strcmp(fixed[at], word));
	else
		FUZZ_ASSERT(!word[strspn(word, allowed[at])]);
}

static void take(void *context)
{
	static char *arguments[] = { "a b", "--", "x=$(y)'\"", NULL };
	struct options options = { .dry_run = true, .arguments = arguments };
	struct machine machine = { .qemu = "qemu",
				   .accel = "tcg",
				   .kernel = "image",
				   .status_fd = -1,
				   .console_fd = -1,
				   .control_fd = -1,
				   .volumes = &options.volumes };
	struct guest_facts facts = { 0 };
	struct strv args = { 0 };
	struct image image;

	if (!image_read(&image, context) || !asks_check(&image, &options))
		return;
	FUZZ_ASSERT(image.ports.nr <= 16 && image.smp <= SMP_MAX);
	for (unsigned int i = 0; i < image.ports.nr; i++)
		FUZZ_ASSERT(!image.ports.port[i].host ||
			    image.ports.port[i].host >= 1024);
	FUZZ_ASSERT(is_plain(image.program));
	FUZZ_ASSERT(!image.health_path || is_plain(image.health_path));
	machine.memory = image.memory;
	machine.smp = image.smp;
	machine.ports = &image.ports;
	machine.more = &options.qemu_options;
	facts.program = image.program;
	machine.cmdline = cmdline_make(&options, &facts);
	qemu_args(&args, &machine);
	for (size_t i = 0; i < args.nr; i++)
		check_word(args.v[i], i);
	free(qemu_args_line(&args));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_try(take, (char *)fuzz_file(data, size));
	fuzz_try(take, (char *)fuzz_image(data, size));
	return 0;
}
