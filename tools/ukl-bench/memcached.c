// SPDX-License-Identifier: GPL-2.0-only
/* ukl-bench memcached: guest instructions of get and set, for each way to link memcached. */
#include <stdio.h>
#include <string.h>

#include "builtin.h"
#include "clock.h"
#include "echo_client.h"
#include "keyvalue.h"

enum { NR_KEYS = 1000 };

static load_sender send_requests;

static struct keyvalue memcached = {
	.name = "memcached",
	.title = "Requests to memcached in guest instructions",
	.help = "Count the guest instructions of get and set to memcached: as an ordinary process in\n"
		"ring 3, and linked with the kernel in the ways of ukl-link. All are made of the same\n"
		"objects (those of apps/memcached), and run on the same kernel. Every byte of the\n"
		"answers is compared.\n",
	.how = "Of 1000\nkeys, one after the other; every byte of the answers is compared. One thread.",
	.port = 11211,
	.question = "version\r\nquit\r\n",
	.answer = "VERSION ",
	.get = "get",
	.set = "set",
	.send = send_requests,
	.requests = 10000,
	.connections = 50,
	.size = 64,
};

static size_t add_value(unsigned char *at, unsigned long key, size_t size)
{
	for (size_t i = 0; i < size; i++)
		at[i] = 'a' + (key + i) % 26;
	memcpy(at + size, "\r\n", 2);
	return size + 2;
}

static void make_get(const struct echo_client *client, unsigned long number,
		     struct echo_pair *pair)
{
	unsigned long key = number % NR_KEYS;
	size_t used;

	pair->message_size =
		sprintf((char *)pair->message, "get key:%06lu\r\n", key);
	used = sprintf((char *)pair->answer, "VALUE key:%06lu 0 %zu\r\n", key,
		       client->size);
	used += add_value(pair->answer + used, key, client->size);
	memcpy(pair->answer + used, "END\r\n", 5);
	pair->answer_size = used + 5;
}

static void make_set(const struct echo_client *client, unsigned long number,
		     struct echo_pair *pair)
{
	static const char stored[] = "STORED\r\n";
	unsigned long key = number % NR_KEYS;
	size_t used = sprintf((char *)pair->message,
			      "set key:%06lu 0 0 %zu\r\n", key, client->size);

	pair->message_size =
		used + add_value(pair->message + used, key, client->size);
	pair->answer_size = strlen(stored);
	memcpy(pair->answer, stored, pair->answer_size);
}

static char *send_requests(const struct server *server, size_t load,
			   unsigned int requests, double *seconds)
{
	struct echo_client client = {
		.endpoint = server->endpoint,
		.make = make_set,
		.connections = memcached.connections,
		.size = memcached.size,
		.timeout = server->boot.timeout,
	};
	/* On new connections each time, as other clients would do it. */
	double start = clock_seconds();
	char *why = NULL;

	if (!keyvalue_is_set(load)) {
		/* The same in all runs, so it is in no figure. */
		client.connections = 1;
		why = echo_use(&client, NR_KEYS);
		client.connections = memcached.connections;
		client.make = make_get;
		start = clock_seconds();
	}
	if (!why)
		why = echo_use(&client, requests);
	if (seconds)
		*seconds = clock_seconds() - start;
	return why;
}

int builtin_memcached(int argc, char **argv)
{
	static const char *const args[] = { "-m",	"64", "-u",
					    "memcache", "-t", "1" };

	for (size_t i = 0; i < sizeof(args) / sizeof(*args); i++)
		strv_add(&memcached.args, args[i]);
	return keyvalue_run(&memcached, argc, argv);
}
