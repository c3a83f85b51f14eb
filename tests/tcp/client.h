/* SPDX-License-Identifier: GPL-2.0-only */
/* What the test clients share: connections, HTTP answers, patterns, time. */
#ifndef TESTS_TCP_CLIENT_H
#define TESTS_TCP_CLIENT_H

#include <arpa/inet.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Print "NAME: ..." to standard error and end with status 1. */
void fail(const char *format, ...)
	__attribute__((noreturn, format(printf, 1, 2)));

/* Seconds since some moment. */
double now(void);

/* End with a failure after that time, whatever happens. */
void limit_time(double seconds);

/* Room for so many descriptors, and a few. */
void need_descriptors(int number);

/* A number from min to max, or a failure that names the option. */
long parse_number(const char *option, const char *text, long min, long max);

struct sockaddr_in parse_address(const char *host, const char *port);

/*
 * A connection that has been begun and does not block. @from: the own address,
 * or NULL. @receive_buffer: bytes, or 0.
 */
int begin_connection(const struct sockaddr_in *to, const char *from,
		     int receive_buffer);

/* The errno of a connection that was begun, 0 if it is established. */
int connection_error(int fd);

/* Byte number @at of a stream that is never the same for two keys. */
static inline unsigned char pattern(uint64_t key, uint64_t at)
{
	uint64_t x = (key + 1) * 0x9e3779b97f4a7c15ull ^ (at >> 3);

	x ^= x >> 30;
	x *= 0xbf58476d1ce4e5b9ull;
	x ^= x >> 27;
	x *= 0x94d049bb133111ebull;
	x ^= x >> 31;
	return x >> (at & 7) * 8;
}

void fill_pattern(unsigned char *data, size_t size, uint64_t key, uint64_t at);
bool check_pattern(const unsigned char *data, size_t size, uint64_t key,
		   uint64_t at);

/* A file's content. */
struct body {
	const unsigned char *data;
	long size;
};

struct body read_body(const char *file);

/* An HTTP answer as it arrives. All zero at the beginning. */
struct answer {
	char head[768];
	int head_size;
	long length; /* of the body, once in_body */
	long received;
	bool in_body;
};

/*
 * Take what was received. True if the answer is complete; fails if it is not
 * 200, or its body not the one that is expected.
 */
bool answer_take(struct answer *answer, const unsigned char *data, long size,
		 const struct body *expected);

#endif
