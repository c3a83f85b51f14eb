// SPDX-License-Identifier: GPL-2.0-only
/* ukl-bench redis: guest instructions of GET and SET, for each way to link redis. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "builtin.h"
#include "keyvalue.h"
#include "spawn.h"

static load_sender send_requests;

static struct keyvalue redis = {
	.name = "redis",
	.title = "Requests to redis in guest instructions",
	.help = "Count the guest instructions of GET and SET to redis: as an ordinary process in ring 3,\n"
		"and linked with the kernel in the ways of ukl-link. All are made of the same objects\n"
		"(those of apps/redis), and run on the same kernel. The requests come from\n"
		"redis-benchmark (redis-tools); redis itself is asked how many there have been.\n",
	.how = "The\nrequests come from `redis-benchmark`; redis saves nothing meanwhile.",
	.needs = NEEDS_REDIS_BENCHMARK,
	.port = 6379,
	.question = "PING\r\nQUIT\r\n",
	.answer = "+PONG\r\n",
	.get = "GET",
	.set = "SET",
	.send = send_requests,
	.requests = 10000,
	.connections = 50,
	.size = 3,
};

/* In an answer to INFO: the number behind @key in the line that begins with @line; -1 if there is none. */
static long get_info(const char *text, const char *line, const char *key)
{
	const char *at = strstr(text, line), *number;
	char *end;
	long value;

	if (!at)
		return -1;
	number = strstr(at, key);
	if (!number || number > at + strcspn(at, "\r\n"))
		return -1;
	number += strlen(key);
	value = strtol(number, &end, 10);
	return end == number ? -1 : value;
}

/* What redis has counted. NULL if it is what was sent, and each was answered with a value. */
static char *check_counts(const struct endpoint *endpoint, size_t load,
			  unsigned int requests)
{
	const char *command = keyvalue_is_set(load) ? "cmdstat_set:" :
						      "cmdstat_get:";
	size_t size;
	char *text = server_ask(endpoint, "INFO stats commandstats\r\nQUIT\r\n",
				&size);
	long calls, failed, rejected, hits;

	if (!text)
		return xstrdup("redis does not tell what it has done");
	calls = get_info(text, command, ":calls=");
	failed = get_info(text, command, ",failed_calls=");
	rejected = get_info(text, command, ",rejected_calls=");
	hits = get_info(text, "keyspace_hits:", ":");
	free(text);
	if (calls != (long)requests || failed || rejected)
		return xasprintf(
			"%ld of %u requests done, %ld failed, %ld rejected",
			calls, requests, failed, rejected);
	if (!keyvalue_is_set(load) && hits != (long)requests)
		return xasprintf("%ld of %u values found", hits, requests);
	return NULL;
}

/* From "GET","47619.05",...: requests per second; 0 if that is not there. */
static double get_rate(const char *text, const char *test)
{
	char *key = xasprintf("\"%s\",\"", test);
	const char *at = strstr(text, key);
	double rate = at ? strtod(at + strlen(key), NULL) : 0;

	free(key);
	/* not(>) for what is no number, too */
	return !(rate > 0) || isinf(rate) ? 0 : rate;
}

static char *run_benchmark(const struct endpoint *endpoint, size_t load,
			   unsigned int requests, double *seconds)
{
	struct spawn_options opts = { .capture_out = 1,
				      .capture_err = 1,
				      .ends_with_us = 1 };
	const char *test = keyvalue_is_set(load) ? redis.set : redis.get;
	char *text, *messages, *why = NULL;
	struct strv argv = { 0 };
	int status;

	strv_add(&argv, "redis-benchmark");
	strv_add(&argv, "--csv");
	strv_add(&argv, "-h");
	strv_add(&argv, endpoint->host);
	strv_add(&argv, "-p");
	strv_addf(&argv, "%u", endpoint->port);
	strv_add(&argv, "-n");
	strv_addf(&argv, "%u", requests);
	strv_add(&argv, "-c");
	strv_addf(&argv, "%u", redis.connections);
	strv_add(&argv, "-d");
	strv_addf(&argv, "%u", redis.size);
	strv_add(&argv, "-t");
	strv_add(&argv, test);
	status = spawn(&argv, &opts, &text, &messages);
	if (status)
		why = xasprintf("redis-benchmark failed with status %d%s%.*s",
				status, *messages ? ": " : "",
				(int)strcspn(messages, "\n"), messages);
	else if (seconds && !(*seconds = get_rate(text, test)))
		why = xstrdup(
			"redis-benchmark does not tell its requests per second");
	else if (seconds)
		*seconds = requests / *seconds;
	free(messages);
	free(text);
	return why;
}

static char *send_requests(const struct server *server, size_t load,
			   unsigned int requests, double *seconds)
{
	const struct endpoint *endpoint = &server->endpoint;
	size_t size;
	char *why;

	free(server_ask(endpoint, "CONFIG RESETSTAT\r\nQUIT\r\n", &size));
	why = run_benchmark(endpoint, load, requests, seconds);
	return why ? why : check_counts(endpoint, load, requests);
}

int builtin_redis(int argc, char **argv)
{
	strv_add(&redis.args, "/etc/redis/redis.conf");
	strv_add(&redis.args, "--save");
	strv_add(&redis.args, "");
	return keyvalue_run(&redis, argc, argv);
}
