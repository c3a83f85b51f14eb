// SPDX-License-Identifier: GPL-2.0-only
/* ukl-bench echo-client: messages to an echo server, without counting instructions. */
#include <stdio.h>
#include <stdlib.h>

#include "builtin.h"
#include "echo_client.h"
#include "options.h"
#include "report.h"

int builtin_echo_client(int argc, char **argv)
{
	struct endpoint endpoint = { .host = "127.0.0.1" };
	unsigned int number = 1, size = 64, messages = 5000, pause = 0,
		     timeout = 60;
	bool anew = false;
	const struct option_spec own[] = {
		{ .name = "--port",
		  .value = "N",
		  .help = "of the server on 127.0.0.1",
		  .number = &endpoint.port,
		  .min = 1,
		  .max = 65535 },
		{ .name = "--connections",
		  .value = "N",
		  .help = "at the same time (default 1)",
		  .number = &number,
		  .min = 1,
		  .max = ECHO_MAX_CONNECTIONS },
		{ .name = "--new-connections",
		  .help = "open one for each message, one after the other",
		  .flag = &anew },
		{ .name = "--size",
		  .value = "N",
		  .help = "bytes of a message (default 64)",
		  .number = &size,
		  .min = 1,
		  .max = ECHO_MAX_SIZE },
		{ .name = "--messages",
		  .value = "N",
		  .help = "of all connections together (default 5000)",
		  .number = &messages,
		  .min = 1,
		  .max = 10000000 },
		{ .name = "--pause",
		  .value = "N",
		  .help = "microseconds between an answer and the next message (default 0)",
		  .number = &pause,
		  .min = 0,
		  .max = 1000000 },
		{ .name = "--timeout",
		  .value = "SECONDS",
		  .help = "to connect, for all messages, to close (default 60)",
		  .number = &timeout,
		  .min = 1,
		  .max = 86400 },
		{ 0 },
	};
	const struct usage usage = {
		.program = "ukl-bench echo-client",
		.operands = "",
		.text = "Send messages to an echo server and compare every byte that comes back. On each\n"
			"connection the next message waits for the last. Status 1 if anything is not as sent.\n",
		.options = own,
	};
	struct strv operands = { 0 };
	struct echo_client client;
	char *why;

	options_parse(&usage, argc, argv, &operands);
	if (!report_failed() && !endpoint.port)
		error("which server? give --port N");
	if (report_failed())
		return EXIT_USAGE;
	client = (struct echo_client){ .endpoint = endpoint,
				       .connections = anew ? 1 : number,
				       .size = size,
				       .pause = pause,
				       .timeout = timeout };
	why = (anew ? echo_anew : echo_use)(&client, messages);
	if (why) {
		error("%s", why);
		return EXIT_FAULT;
	}
	printf("%u messages of %u bytes came back as sent\n", messages, size);
	return EXIT_SUCCESS;
}
