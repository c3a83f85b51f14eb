// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "client.h"

void fail(const char *format, ...)
{
	va_list list;

	fprintf(stderr, "%s: ", program_invocation_short_name);
	va_start(list, format);
	vfprintf(stderr, format, list);
	va_end(list);
	fputc('\n', stderr);
	exit(1);
}

double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

static void out_of_time(int signal)
{
	static const char text[] = ": not done in time\n";
	const char *name = program_invocation_short_name;

	(void)signal;
	if (write(STDERR_FILENO, name, strlen(name)) < 0 ||
	    write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
		_exit(1);
	_exit(1);
}

void limit_time(double seconds)
{
	struct itimerval timer = {
		.it_value.tv_sec = seconds,
		.it_value.tv_usec = (seconds - (long)seconds) * 1e6,
	};

	signal(SIGALRM, out_of_time);
	setitimer(ITIMER_REAL, &timer, NULL);
}

void need_descriptors(int number)
{
	struct rlimit limit;

	number += 16;
	if (getrlimit(RLIMIT_NOFILE, &limit))
		fail("getrlimit: %s", strerror(errno));
	if (limit.rlim_cur >= (rlim_t)number)
		return;
	limit.rlim_cur = number;
	if (limit.rlim_max < limit.rlim_cur)
		limit.rlim_max = limit.rlim_cur;
	if (setrlimit(RLIMIT_NOFILE, &limit))
		fail("%d descriptors: %s", number, strerror(errno));
}

long parse_number(const char *option, const char *text, long min, long max)
{
	char *end;
	long number = strtol(text, &end, 10);

	if (end == text || *end || number < min || number > max)
		fail("%s %s: not a number from %ld to %ld", option, text, min,
		     max);
	return number;
}

struct sockaddr_in parse_address(const char *host, const char *port)
{
	struct sockaddr_in address = { .sin_family = AF_INET };

	if (inet_pton(AF_INET, host, &address.sin_addr) != 1)
		fail("%s: not an IPv4 address", host);
	address.sin_port = htons(parse_number("port", port, 1, 65535));
	return address;
}

int begin_connection(const struct sockaddr_in *to, const char *from,
		     int receive_buffer)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int yes = 1;

	if (fd < 0)
		fail("socket: %s", strerror(errno));
	if (receive_buffer &&
	    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive_buffer,
		       sizeof(receive_buffer)))
		fail("SO_RCVBUF: %s", strerror(errno));
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
	if (from) {
		struct sockaddr_in own = parse_address(from, "1");

		own.sin_port = 0;
		setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &yes,
			   sizeof(yes));
		if (bind(fd, (struct sockaddr *)&own, sizeof(own)))
			fail("bind to %s: %s", from, strerror(errno));
	}
	if (connect(fd, (const struct sockaddr *)to, sizeof(*to)) &&
	    errno != EINPROGRESS)
		fail("connect: %s", strerror(errno));
	return fd;
}

int connection_error(int fd)
{
	int error = 0;
	socklen_t size = sizeof(error);

	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size))
		return errno;
	return error;
}

void fill_pattern(unsigned char *data, size_t size, uint64_t key, uint64_t at)
{
	for (size_t i = 0; i < size; i++)
		data[i] = pattern(key, at + i);
}

bool check_pattern(const unsigned char *data, size_t size, uint64_t key,
		   uint64_t at)
{
	for (size_t i = 0; i < size; i++)
		if (data[i] != pattern(key, at + i))
			return false;
	return true;
}

struct body read_body(const char *file)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	struct body body;
	struct stat stat;
	unsigned char *data;
	long got = 0;

	if (fd < 0 || fstat(fd, &stat))
		fail("%s: %s", file, strerror(errno));
	body.size = stat.st_size;
	data = malloc(body.size + 1);
	while (data && got < body.size) {
		ssize_t more = read(fd, data + got, body.size - got);

		if (more <= 0)
			fail("%s: cannot be read", file);
		got += more;
	}
	if (!data)
		fail("no memory for %s", file);
	close(fd);
	body.data = data;
	return body;
}

static void read_head(struct answer *answer, const struct body *expected)
{
	char *length;

	if (strncmp(answer->head, "HTTP/1.1 200 ", 13))
		fail("the answer begins %.40s", answer->head);
	length = strcasestr(answer->head, "\r\nContent-Length:");
	if (!length)
		fail("an answer without Content-Length");
	answer->length = atol(length + 17);
	if (answer->length != expected->size)
		fail("Content-Length is %ld instead of %ld", answer->length,
		     expected->size);
	answer->in_body = true;
}

bool answer_take(struct answer *answer, const unsigned char *data, long size,
		 const struct body *expected)
{
	while (size && !answer->in_body) {
		if (answer->head_size == (int)sizeof(answer->head) - 1)
			fail("an answer with a long head: %s", answer->head);
		answer->head[answer->head_size++] = *data++;
		answer->head[answer->head_size] = '\0';
		size--;
		if (answer->head_size >= 4 &&
		    !strcmp(answer->head + answer->head_size - 4, "\r\n\r\n"))
			read_head(answer, expected);
	}
	if (!answer->in_body)
		return false;
	if (size > answer->length - answer->received)
		fail("more than the answer: %ld bytes instead of %ld",
		     answer->received + size, answer->length);
	if (memcmp(data, expected->data + answer->received, size))
		fail("wrong byte in the body, between %ld and %ld",
		     answer->received, answer->received + size);
	answer->received += size;
	return answer->received == answer->length;
}
