// SPDX-License-Identifier: GPL-2.0-only
/* What a guest says: its status, its console, QEMU's errors, an answer to the health check. */
#include <string.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../../tools/ukl-run/health.h"
#include "../../tools/ukl-run/watch.h"
#include "harness.h"
#include "plain.h"

static void answer(const char *bytes, size_t size)
{
	struct health health = { .program = "fuzz", .port = 80, .path = "/" };
	int ends[2];

	FUZZ_ASSERT(!socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends));
	FUZZ_ASSERT(send(ends[1], bytes, size, 0) == (ssize_t)size);
	close(ends[1]);
	health_start(&health, 0);
	health.fd = ends[0];
	health.sent = true;
	for (int i = 0; i < 16 && health.fd >= 0; i++)
		health_step(&health, POLLIN, 0);
	/* an answer, or what is none: not a connection that waits for more */
	FUZZ_ASSERT(health.fd < 0);
	FUZZ_ASSERT(health_next(&health) >= 0 ||
		    (size >= 7 && !memcmp(bytes, "HTTP/1.", 7)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data;
	struct watch watch = { 0 };

	/* in pieces of different sizes */
	for (size_t at = 0, piece = 1; at < size;
	     at += piece, piece = piece * 2 % 61) {
		size_t left = size - at < piece ? size - at : piece;

		watch_status(&watch, bytes + at, left);
		watch_console(&watch, bytes + at, left);
		watch_errors(&watch, bytes + at, left);
		FUZZ_ASSERT(is_plain(watch.last));
		FUZZ_ASSERT(watch.number >= 0 && watch.number <= 255);
	}
	answer(bytes, size < 4096 ? size : 4096);
	return 0;
}
